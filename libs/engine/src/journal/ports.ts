import type {
  ApprovalRecord,
  Classification,
  ContextSource,
  ContextState,
  ContextView,
  Decision,
  Effect,
  Entry,
  Inspected,
  Json,
  KnownTool,
  OutcomeState,
  OutputLineage,
  PolicyTerms,
  Redaction,
  RequesterContext,
  Rule,
  Standing,
  ToolDefinition,
  Tracking,
} from '@writ/aarm';
import type { KeyRecord, StoredReceipt, ReceiptKind } from '@writ/receipt';
import type { ComposedDecision, DecisionDraft } from './decision-draft.js';
import type { Head } from './head.js';
import type { UseStore } from './session-use.js';
import type { WaitStore } from './wait-store.js';

/** The session row. */
export interface SessionRecord {
  readonly tenant_id: string;
  readonly session_id: string;
  readonly pep_id: string;
  readonly host_session_id: string;
  readonly parent_session_id: string | null;
  readonly agent_type: string;
  /** The agent instance that every PEP of this session must act for. */
  readonly agent_instance: string;
  /** The human principal's id. */
  readonly principal: string;
  readonly status: 'open' | 'closed';
  readonly opened_at: string;
  readonly head: Head;
}

/** A receipt row, ready to insert. */
export interface ReceiptRow extends StoredReceipt {
  readonly seq: number;
  readonly receipt_id: string;
  readonly decision_id: string | null;
  readonly kind: ReceiptKind;
  readonly issued_at: string;
}

/** The mutable state of a decision; everything else about it is in its receipts. */
export interface DecisionRecord {
  readonly tenant_id: string;
  readonly decision_id: string;
  readonly session_id: string;
  readonly idempotency_key: string;
  /** sha256 of the RFC 8785 bytes of the request body: tells a retry from a conflict. */
  readonly request_digest: string;
  readonly state: 'final' | 'pending';
  /** When a pending decision becomes DENY, by the database's clock. */
  readonly deadline: string | null;
  readonly outcome: OutcomeState | null;
  /** When an awaited outcome counts as lost. */
  readonly outcome_deadline: string | null;
  /** The Decision as it stands, as answered to the PEP. */
  readonly answer: Decision;
  /** What a re-decision needs; kept while pending, and until the outcome of what then ran is known. */
  readonly suspended: SuspendedDecision | null;
}

/** The sealed input of a pending decision. */
export interface SuspendedDecision {
  readonly action: {
    readonly action_id: string;
    readonly timestamp: string;
    readonly tool: string;
    readonly operation: string;
    readonly original_tool: string | null;
    readonly call_id: string | null;
    readonly parameters: Readonly<Record<string, Json>>;
    readonly depends_on?: readonly string[];
  };
  readonly action_nonce: string;
  readonly action_digest: string;
  /** The digest an approver must name: over the effective parameters. */
  readonly effective_digest: string;
  readonly requester: RequesterContext;
  readonly view: ContextView;
  readonly policy_hash: string;
  readonly input_hash: string;
  readonly charge: Classification;
  readonly deferred_at: string;
  readonly approvals: readonly ApprovalRecord[];
  /** Whom people were asked among once they agreed; absent until then. */
  readonly asked?: { readonly approvers: readonly string[]; readonly escalated: boolean };
  /** The idempotency key under which what was approved is running; absent until then. */
  readonly redeemed_by?: string;
  /** How many waits stand one behind the other up to this one; absent where it waits for no other. */
  readonly depth?: number;
  /** Where the attempts to settle a deferral have come to; absent until the first look at it. */
  readonly resolving?: {
    /** The last entry of the session that was taken into account. */
    readonly seen_seq: number;
    /** When who can be asked is asked again; null where nobody is. */
    readonly next_at: string | null;
  };
  /** What stayed open when people were asked, or a narrower form was let run, instead: that makes up for this, and for nothing else. */
  readonly open?: { readonly code: string; readonly missing: readonly string[] };
}

/** A deferral, and the last entry of its session. */
export interface DeferredRow {
  readonly record: DecisionRecord;
  readonly entry_seq: number;
}

/** Where a listing of deferrals goes on: after this one. */
export interface DeferredPlace {
  readonly deadline: string;
  readonly decision_id: string;
}

/**
 * All that one step appends to one session, at least one entry or receipt. It is applied as a whole, by compare-and-set on the head, or not at all.
 * A crash before the commit leaves nothing; after it, the idempotency key finds the answer.
 */
export interface AppendUnit {
  readonly tenant_id: string;
  readonly session_id: string;
  /** The head this unit was composed on; null opens the session. */
  readonly expected: Head | null;
  readonly head: Head;
  readonly open: SessionRecord | null;
  readonly close: boolean;
  readonly entries: readonly Entry[];
  readonly receipts: readonly ReceiptRow[];
  /** A new decision; refused (`lost_race`) if its id exists, or its idempotency key in the session where a caller gave it. */
  readonly decision: DecisionRecord | null;
  /** A change of an existing decision, applied only if its state and outcome are as given. */
  readonly change: {
    readonly record: DecisionRecord;
    readonly from: { readonly state: 'final' | 'pending'; readonly outcome: OutcomeState | null };
  } | null;
  /** The passkey that signed what this unit records: `lost_race` where it was removed, or its counter is not as expected. */
  readonly presence?: PasskeyUse;
}

/** The counter of a passkey moves, by compare-and-set, with what it signed. */
export interface PasskeyUse {
  readonly credential_id: string;
  readonly from: number;
  readonly to: number;
}

/** `lost_race`: the head, the idempotency key or the decision's state was not as expected; reload and compose again. */
export type AppendResult = 'committed' | 'lost_race';

/** A PEP's enrolment. */
export interface PepRecord {
  readonly tenant_id: string;
  readonly pep_id: string;
  /** sha256 of the credential's secret. */
  readonly secret_hash: string;
  readonly agent_id: string;
  readonly agent_instance: string;
  readonly host: string;
  readonly created_at: string;
  readonly revoked_at: string | null;
}

/** A session in a listing. */
export interface SessionSummary extends SessionRecord {
  readonly decisions: number;
  readonly pending: number;
}

/** Durable storage. Every write is fsynced before it returns; every method is tenant-scoped. */
export interface Store extends UseStore, WaitStore {
  /** Applies units of distinct sessions in one statement; the results are in the order of the units. */
  append(units: readonly AppendUnit[]): Promise<readonly AppendResult[]>;
  /** Finds the open session a PEP's host session id belongs to. */
  findSession(tenantId: string, pepId: string, hostSessionId: string): Promise<SessionRecord | null>;
  session(tenantId: string, sessionId: string): Promise<SessionRecord | null>;
  /** The entries after `afterSeq`, in order. */
  entries(tenantId: string, sessionId: string, afterSeq: number): Promise<readonly Entry[]>;
  sessions(tenantId: string, options: { readonly limit: number }): Promise<readonly SessionSummary[]>;
  /** The sessions of an agent type for a principal that were opened since then, the newest first. */
  sessionsOf(
    tenantId: string,
    by: { readonly principal: string; readonly agent_type: string; readonly since: string; readonly limit: number },
  ): Promise<readonly SessionRecord[]>;
  decision(tenantId: string, decisionId: string): Promise<DecisionRecord | null>;
  /** By a key that a caller gave: where `request_digest` is empty, nobody did, and nothing is found. */
  decisionByKey(tenantId: string, sessionId: string, idempotencyKey: string): Promise<DecisionRecord | null>;
  /** What waits, by deadline; after a place, what comes behind it. */
  pending(tenantId: string, options: { readonly limit: number; readonly after?: DeferredPlace | null }): Promise<readonly DecisionRecord[]>;
  decisions(tenantId: string, sessionId: string): Promise<readonly DecisionRecord[]>;
  /** In their order; behind a place of the session where one is given. */
  receipts(tenantId: string, sessionId: string, after?: number): Promise<readonly ReceiptRow[]>;
  /** The receipt at a place of a session; null where there is none. */
  receiptAt(tenantId: string, sessionId: string, seq: number): Promise<ReceiptRow | null>;
  receipt(tenantId: string, receiptId: string): Promise<(ReceiptRow & { readonly session_id: string }) | null>;
  receiptsOfDecision(tenantId: string, decisionId: string): Promise<readonly ReceiptRow[]>;
  /** Deferrals of any tenant that still wait, in the order of their deadlines. */
  deferred(options: { readonly after: DeferredPlace | null; readonly limit: number }): Promise<readonly DeferredRow[]>;
  /** Those of the newest decisions of a tenant that were ever deferred, whatever became of them. */
  deferrals(tenantId: string, options: { readonly limit: number }): Promise<readonly DecisionRecord[]>;
  /** Those of the newest decisions of a tenant that asked people at once, and how many decisions were looked at. */
  asked(
    tenantId: string,
    options: { readonly limit: number },
  ): Promise<{ readonly records: readonly DecisionRecord[]; readonly of: number }>;
  /** The decision on an action of a session. */
  decisionOfAction(tenantId: string, sessionId: string, actionId: string): Promise<DecisionRecord | null>;
  /** Decisions of any tenant whose deadline or outcome deadline has passed by the database's clock. */
  overdue(limit: number): Promise<readonly DecisionRecord[]>;
  enrolPep(pep: PepRecord): Promise<void>;
  pep(tenantId: string, pepId: string): Promise<PepRecord | null>;
  /** Public keys ever used to sign, for offline verification. */
  putKeys(keys: readonly KeyRecord[]): Promise<void>;
  keys(): Promise<readonly KeyRecord[]>;
  /** The database's clock, in milliseconds since the epoch. */
  now(): Promise<number>;
  /** Resolves if a durable write is possible right now. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

/** What the worker waits on: a pending decision was committed. At most a wake-up; the sweeper finds what it misses. */
export interface OutboxRow {
  readonly tenant_id: string;
  readonly decision_id: string;
  readonly due_at: string;
}

/** Takes rows that were committed with a decision and hands each to exactly one taker. */
export interface Outbox {
  take(limit: number): Promise<readonly OutboxRow[]>;
}

/** Signs receipts and nothing else: refuses an input whose protected header is not a Writ receipt's. */
export interface Signer {
  /** base64url protected header every receipt carries while this key is active. */
  readonly protected: string;
  readonly kid: string;
  /** ES256 over each input (`<protected>.<base64url payload>`, ASCII); 64-byte P1363, low-S, base64url. */
  sign(inputs: readonly Uint8Array[]): Promise<readonly string[]>;
  keys(): Promise<readonly KeyRecord[]>;
  close(): Promise<void>;
}

/**
 * A version of a policy: decides drafts and composes what is to be signed. A rule that does not end is ended by its budget, and its
 * caller gets a DENY `rule_error`.
 */
export interface Evaluator {
  readonly terms: PolicyTerms;
  readonly rules: readonly Rule[];
  decide(requests: readonly DecisionDraft[]): Promise<readonly ComposedDecision[]>;
  close(): Promise<void>;
}

/** Signals beyond the action, computed from the folded state; deterministic and quantised. */
export interface Signals {
  /** Everything `decide` may read, and what an ALLOW would charge to the session. */
  gather(input: {
    readonly action: { readonly tool: string; readonly operation: string; readonly parameters: Readonly<Record<string, Json>> };
    readonly state: ContextState;
    readonly terms: PolicyTerms;
    readonly now: number;
    /** The agent type of the session; left out, only profiles for any type apply. */
    readonly agent_type?: string;
    /** How far the action is from the request; null where nothing measures it, or it took too long. */
    readonly measured?: Measured | null;
  }): GatheredSignals;
  /** The action as an English sentence, which an embedder can compare with a request. */
  sentenceOf(action: { readonly tool: string; readonly operation: string; readonly parameters: Readonly<Record<string, Json>> }): string;
  /** Classifies a tool's output: the level and labels it adds to the session. */
  classifyOutput(input: {
    readonly tool: string;
    readonly operation: string;
    readonly output: Json | undefined;
    /** There was more of it than `output` holds. */
    readonly excerpt?: boolean;
    readonly terms: PolicyTerms;
    readonly state: ContextState;
  }): Classification;
  /** What an output gives to the lineage of its session. */
  readOutput(input: {
    readonly tool: string;
    readonly operation: string;
    readonly output: Json;
    readonly state: ContextState;
  }): OutputLineage;
  /** What is known of an output: what its release is decided by. */
  inspect(input: {
    readonly tool: string;
    readonly operation: string;
    readonly output: Json;
    /** It is only a part of the output. */
    readonly excerpt: boolean;
    readonly terms: PolicyTerms;
    readonly state: ContextState;
  }): Inspected;
  /** An output without what is of the given kinds; null where not all of it could be looked at. */
  redact(input: { readonly output: Json; readonly kinds: readonly string[] }): {
    readonly output: Json;
    readonly redactions: readonly Redaction[];
  } | null;
  /** What a text that the host gives to the model adds to its session. */
  readSource(input: { readonly source: ContextSource; readonly state: ContextState }): {
    readonly classification: Classification;
    readonly lineage: OutputLineage;
  };
  /** What a definition alone says of its tool; unknown stays unknown. Pure: the same definition, the same answer. */
  knownTool(definition: ToolDefinition): KnownTool;
}

/** Turns texts into vectors; the same text, the same vector. */
export interface Embedder {
  /** The model's id and version, kept with every distance. */
  readonly model: string;
  embed(texts: readonly string[]): Promise<readonly ArrayLike<number>[]>;
  close(): Promise<void>;
}

/** A semantic distance, quantised, and the model that gave it. */
export interface Measured {
  readonly distance: number;
  readonly model: string;
}

export interface GatheredSignals {
  readonly view: ContextView;
  readonly charge: Classification;
  readonly effect: Effect;
  readonly entities: readonly string[];
  readonly destinations: readonly string[];
  /** What the action means to the trackers of the policy; absent where it has none. */
  readonly tracking?: Tracking;
  /** How the source that it reads came to be named, and whose instructions it carries out; absent where nothing and nobody. */
  readonly standing?: Standing;
  readonly delegation?: string;
}

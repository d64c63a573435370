import type {
  AddPasskey,
  ApprovalAnswer,
  Caller,
  PepCaller,
  PersonCaller,
  ContextState,
  ContextView,
  Decision,
  DecisionRequest,
  GrantRecord,
  GrantRequest,
  Json,
  OpenSession,
  OutcomeReport,
  OutputReport,
  PasskeyRecord,
  Release,
  RemovePasskey,
  QuestionAnswer,
  RequesterContext,
  StopRecord,
  StopRequest,
  SubmittedEntry,
  SuppliedContext,
  VerifiedIdentity,
} from '@writ/aarm';
import type { SessionExport, StoredReceipt } from '@writ/receipt';
import type { Resolver } from './deferrals/sources.js';
import type { ApprovalStats } from './approval-stats.js';
import type { GrantPreview } from './grants/preview.js';
import type { Proposal } from './grants/proposals.js';
import type { DeferralStats } from './deferrals/stats.js';
import type { SessionRecord, SessionSummary } from './ports.js';
import type { Ceremony } from './presence/passkeys.js';

/** Where a listing begins, and how long it is. */
export interface ApprovalsQuery {
  readonly limit: number;
  /** `next` of the page before; null for the first. */
  readonly after: string | null;
}

/** A page of what waits for a person; `next` is null at the end. */
export interface ApprovalsPage {
  readonly approvals: readonly ApprovalRequest[];
  readonly next: string | null;
}

/** What an approver must see before answering (AARM R4.4). */
export interface ApprovalRequest {
  readonly decision: Decision;
  /** The digest an answer must name. */
  readonly action_digest: string;
  readonly tool: string;
  readonly operation: string;
  /** The parameters that will run. */
  readonly parameters: SuppliedParameters;
  /** Those that were submitted; policy or an approver may have narrowed them since. */
  readonly submitted_parameters: SuppliedParameters;
  readonly original_request: ContextState['request'];
  readonly requester: RequesterContext;
  readonly context: ContextState;
  /** What was remarkable when it was decided: why it was asked for, which of its values nobody vouches for, risk signals, distance. */
  readonly signals: ContextView;
  /** The latest actions of the session before this one, the last of them last. */
  readonly prior_actions: readonly PriorAction[];
  readonly asked_at: string;
  /** Whether a yes takes the signature of a passkey. */
  readonly presence_required: boolean;
}
type SuppliedParameters = Readonly<Record<string, Json>>;

/** An action of a session, as a later one looks back at it. */
export interface PriorAction {
  readonly action_id: string;
  readonly tool: string;
  readonly operation: string;
  readonly result: string | null;
  readonly at: string;
}

/** What a PEP is about to run in the name of a decision that waited, with the proofs of identity of this moment. */
export interface Redemption {
  readonly request: DecisionRequest;
  readonly identity: VerifiedIdentity;
  readonly key: string | null;
}

/** `GET /v1/decisions/{id}/context`: the state decided on, with every prior action and classification. */
export interface ContextReport {
  readonly state: ContextState;
  readonly head: { readonly seq: number; readonly hash: string };
  readonly prior_actions: readonly PriorAction[];
}

/** All evidence of one decision: its receipts from first to last. */
export interface DecisionBundle {
  readonly decision: Decision;
  readonly receipts: readonly StoredReceipt[];
}

/**
 * The operations that REST, gRPC and the worker share. Each rejects with a `ProblemError` when no answer exists; a
 * decision is returned only after it and its receipt are durable.
 */
export interface Engine {
  openSession(
    caller: PepCaller,
    request: OpenSession,
    identity: VerifiedIdentity,
  ): Promise<{ readonly session: SessionRecord; readonly created: boolean }>;
  appendEntry(caller: PepCaller, sessionId: string, entry: SubmittedEntry): Promise<{ readonly seq: number; readonly hash: string }>;
  closeSession(caller: PepCaller, sessionId: string): Promise<SessionRecord>;
  /** `identity` is checked by the edge; where it is not verified the answer is a DENY with a receipt. */
  authorize(caller: PepCaller, request: DecisionRequest, identity: VerifiedIdentity, idempotencyKey: string | null): Promise<Decision>;
  /**
   * The one use of a decision that waited and may run now. The answer is that decision, or a new one that says why not; with the same
   * key again, the same. Throws `not_redeemable` and `already_redeemed`.
   */
  redeem(caller: PepCaller, decisionId: string, use: Redemption): Promise<Decision>;
  decision(caller: Caller, decisionId: string): Promise<Decision>;
  /** The decision once it is no longer pending, or as it stands after `waitMs`. */
  awaitDecision(caller: Caller, decisionId: string, waitMs: number, signal?: AbortSignal): Promise<Decision>;
  recordOutcome(caller: PepCaller, decisionId: string, report: OutcomeReport): Promise<Decision>;
  /**
   * Records the outcome and decides whether the model may see the output, and how much of it. Anything but ALLOW and MODIFY withholds it.
   * Throws what recordOutcome throws, and `invalid_field` where an output is too large to be redacted.
   */
  releaseOutput(caller: PepCaller, decisionId: string, report: OutputReport): Promise<Release>;
  supplyContext(caller: PepCaller, decisionId: string, context: SuppliedContext): Promise<Decision>;
  /** What the human principal says to a question of a deferral: a fact, never an approval. */
  answerQuestion(caller: PersonCaller, decisionId: string, said: QuestionAnswer): Promise<Decision>;
  /** The deferrals of a tenant that still wait, the first deadline first. */
  deferrals(caller: PersonCaller): Promise<readonly Decision[]>;
  /** How the newest deferrals of a tenant went. */
  deferralStats(caller: PersonCaller): Promise<DeferralStats>;
  /** How often people are asked, and what they say. */
  approvalStats(caller: PersonCaller): Promise<ApprovalStats>;
  /** One look at every deferral of every tenant: asks who can be asked when it is time, and tells how many ended. Safe to run anywhere. */
  resolveDeferrals(resolvers: readonly Resolver[]): Promise<number>;
  contextOf(caller: Caller, decisionId: string): Promise<ContextReport>;
  approvals(caller: PersonCaller): Promise<readonly ApprovalRequest[]>;
  /** The same, page by page. Throws `invalid_field` where `after` is no place in the list. */
  approvalsPage(caller: PersonCaller, query: ApprovalsQuery): Promise<ApprovalsPage>;
  settleApproval(caller: PersonCaller, decisionId: string, answer: ApprovalAnswer): Promise<Decision>;
  /** What a passkey must sign for exactly this answer to count; refused as the answer itself would be. */
  beginApproval(caller: PersonCaller, decisionId: string, answer: ApprovalAnswer): Promise<Ceremony>;
  passkeys(caller: PersonCaller, person?: string): Promise<readonly PasskeyRecord[]>;
  /** What a browser needs to make a passkey; or, with the id of one, to sign its removal. */
  beginPasskey(caller: PersonCaller, credentialId?: string): Promise<Ceremony>;
  addPasskey(caller: PersonCaller, request: AddPasskey): Promise<PasskeyRecord>;
  removePasskey(caller: PersonCaller, request: RemovePasskey): Promise<PasskeyRecord>;
  /** Ends what is overdue: a pending decision in DENY, an awaited outcome in `lost_confirmation`. Safe to run anywhere, any number of times. */
  settleOverdue(limit: number): Promise<number>;
  /** The kill switch: pending work of whoever is stopped ends in DENY, and new work is denied, until it is lifted. Takes an `operator`. */
  stop(caller: PersonCaller, request: StopRequest): Promise<StopRecord>;
  lift(caller: PersonCaller, stopId: string): Promise<StopRecord>;
  stops(caller: PersonCaller): Promise<readonly StopRecord[]>;
  /** Answers beforehand: what one agent asks for within these limits is approved, so often and so long, wherever this person may approve it. */
  grant(caller: PersonCaller, request: GrantRequest): Promise<GrantRecord>;
  revokeGrant(caller: PersonCaller, grantId: string): Promise<GrantRecord>;
  grants(caller: PersonCaller): Promise<readonly GrantRecord[]>;
  /** What a grant would have answered in the past week, before anybody gives it. */
  previewGrant(caller: PersonCaller, request: GrantRequest): Promise<GrantPreview>;
  /** Changes that the answers of the past month suggest: questions that people always answered alike. */
  proposals(caller: PersonCaller): Promise<readonly Proposal[]>;
  sessions(caller: Caller, limit: number): Promise<readonly SessionSummary[]>;
  sessionReceipts(caller: Caller, sessionId: string): Promise<SessionExport>;
  receipt(caller: Caller, receiptId: string): Promise<StoredReceipt>;
  bundle(caller: Caller, decisionId: string): Promise<DecisionBundle>;
  /** Resolves when a signed receipt can be written right now; rejects with `not_ready`. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

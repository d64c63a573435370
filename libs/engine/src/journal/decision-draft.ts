import type { Classification, ContextView, DecidedIdentity, Decision, Effect, Entry, Json, Standing, Tracking, Verdict } from '@writ/aarm';
import type { ReceiptPayload } from '@writ/receipt';
import type { Head } from './head.js';
import type { Snapshot } from './sessions.js';

/** Who asked, for which call, with which nonce. */
export type ReceiptRequest = NonNullable<ReceiptPayload['request']>;

/** Everything needed to decide one action and write down the decision: plain data, crosses into the evaluator thread. */
export interface DecisionDraft {
  readonly tenant_id: string;
  readonly issuer: string;
  readonly session_id: string;
  readonly head: Head;
  /** The session's classification before this action. */
  readonly classification: Classification;
  readonly now: string;
  readonly decision_id: string;
  readonly receipt_id: string;
  /** Who asked, where the answer must prove itself. */
  readonly request?: ReceiptRequest;
  readonly action: {
    readonly action_id: string;
    readonly timestamp: string;
    readonly tool: string;
    readonly operation: string;
    readonly original_tool: string | null;
    readonly call_id: string | null;
    readonly parameters: Readonly<Record<string, Json>>;
    /** Absent where it needs the output of no other action. */
    readonly depends_on?: readonly string[];
  };
  readonly identity: DecidedIdentity;
  /** RFC 8785 text of the RequesterContext: serialised once for all actions of an identity. */
  readonly requester: string;
  /** What the instance signed of its action, where its token is bound to a key. */
  readonly instance_proof?: string;
  readonly view: ContextView;
  readonly charge: Classification;
  readonly effect: Effect;
  readonly entities: readonly string[];
  readonly destinations: readonly string[];
  /** Absent where the policy tracks nothing. */
  readonly tracking?: Tracking;
  /** How the source that it reads came to be named, and whose instructions it carries out. */
  readonly standing?: Standing;
  readonly delegation?: string;
  /** Set where an overrun was stopped: every applicable rule counts as errored, nothing is evaluated. */
  readonly stopped: boolean;
}

/** A decision with its entries and its unsigned receipt. */
export interface ComposedDecision {
  readonly verdict: Verdict;
  readonly entries: readonly Entry[];
  readonly head: Head;
  /** RFC 8785 text of the receipt payload. */
  readonly payload: string;
  readonly disclosures: readonly string[];
  readonly action_digest: string;
  readonly effective_digest: string | null;
  readonly action_nonce: string;
  readonly input_hash: string;
  readonly expires_at: string | null;
}

/** A decision that is durable, with what it was taken on. */
export interface Decided {
  readonly snapshot: Snapshot;
  readonly draft: DecisionDraft;
  readonly answer: Decision;
}

import type {
  ApprovalRecord,
  Classification,
  EntryBody,
  Json,
  OutcomeReport,
  OutputLineage,
  ReasonCode,
  RequesterContext,
  ResolutionMethod,
  Result,
} from '@writ/aarm';
import type { ReceiptAction, ReceiptPayload } from '@writ/receipt';
import { chainEntries, chainReceipt } from './chain.js';
import type { ReceiptDraft, UnsignedReceipt } from './chain.js';
import type { ReceiptRequest } from './decision-draft.js';
import type { Head } from './head.js';
import type { DecisionRecord } from './ports.js';
import type { Snapshot } from './sessions.js';

/** Where and when a follow-up is written. */
export interface Place {
  readonly snapshot: Snapshot;
  readonly issuer: string;
  readonly now: string;
  readonly receipt_id: string;
}

/** A step of a session that is not a decision, with its entries and its one unsigned receipt. */
export interface ComposedStep {
  readonly entries: ReturnType<typeof chainEntries>['entries'];
  readonly head: Head;
  readonly receipt: UnsignedReceipt;
}

type Said = Pick<ReceiptDraft, 'kind'> &
  Partial<Pick<ReceiptDraft, 'action' | 'requester_context' | 'decision' | 'approval' | 'deferral' | 'execution' | 'request'>>;

interface Composition {
  readonly bodies: readonly EntryBody[];
  readonly said: Said;
  /** What the receipt commits to and others may erase. */
  readonly disclose?: Readonly<Record<string, Json>>;
}

function compose(place: Place, from: Head, { bodies, said, disclose = {} }: Composition): ComposedStep {
  const { snapshot, now } = place;
  const chained = chainEntries(from, now, bodies);
  const draft: ReceiptDraft = {
    receipt_id: place.receipt_id,
    issuer: place.issuer,
    tenant: snapshot.session.tenant_id,
    issued_at: now,
    context: {
      session_id: snapshot.session.session_id,
      level: snapshot.state.classification.level,
      labels: snapshot.state.classification.labels,
    },
    action: null,
    requester_context: null,
    decision: null,
    approval: null,
    deferral: null,
    execution: null,
    ...said,
  };
  const { receipt, head } = chainReceipt(chained.head, draft, disclose);
  return { entries: chained.entries, head, receipt };
}

/** The first receipt of a session: who runs it; what the user asked for and what the tools are, as entries. */
export const composeOpening = (
  place: Place,
  from: Head,
  { bodies, requester }: { readonly bodies: readonly EntryBody[]; readonly requester: RequesterContext },
): ComposedStep => compose(place, from, { bodies, said: { kind: 'session_open', requester_context: requester } });

/** The last receipt of a session. */
export const composeSeal = (place: Place, requester: RequesterContext): ComposedStep =>
  compose(place, place.snapshot.head, { bodies: [], said: { kind: 'session_seal', requester_context: requester } });

/** What the first receipt of a decision said of the action and of the decision: follow-ups keep both. */
export interface Original {
  readonly action: ReceiptAction;
  readonly decision: NonNullable<ReceiptPayload['decision']>;
  readonly deferral: ReceiptPayload['deferral'];
}

/** Execution, as the PEP saw it or as it never told. */
export function composeOutcome(
  place: Place,
  original: Original,
  outcome: {
    readonly status: 'completed' | 'failed' | 'lost_confirmation';
    readonly report: OutcomeReport | null;
    readonly output_hash: string | null;
    readonly classification: Classification | null;
    readonly lineage?: OutputLineage | undefined;
    readonly result: Result;
    readonly attested_by: string;
  },
): ComposedStep {
  const { status, report, output_hash, classification } = outcome;
  const body: EntryBody = {
    kind: 'outcome',
    decision_id: original.decision.decision_id,
    status,
    classification,
    output_digest: output_hash,
    ...(outcome.lineage === undefined ? {} : { lineage: outcome.lineage }),
  };
  return compose(place, place.snapshot.head, {
    bodies: [body],
    said: {
      kind: 'outcome',
      action: original.action,
      decision: { ...original.decision, result: outcome.result },
      execution: {
        ...{ status, output_hash, error: null, attested_by: outcome.attested_by },
        started_at: report?.started_at ?? null,
        completed_at: report?.completed_at ?? null,
        success: status === 'lost_confirmation' ? null : status === 'completed',
      },
    },
    // It is what a tool printed, so it may hold anything: under the signature, but not in it.
    ...(report?.error === undefined ? {} : { disclose: { error: report.error } }),
  });
}

/** The one use of what waited and may run: by which call, and what runs. */
export const composeRedemption = (
  place: Place,
  original: Original,
  use: { readonly result: Result; readonly effective_digest: string; readonly request: ReceiptRequest | undefined },
): ComposedStep => {
  const { decision_id } = original.decision;
  const { result, effective_digest, request } = use;
  return compose(place, place.snapshot.head, {
    bodies: [{ kind: 'redemption', decision_id, action_id: original.action.action_id }],
    said: {
      kind: 'redemption',
      action: original.action,
      decision: { ...original.decision, result, effective_digest, expires_at: null },
      ...(request === undefined ? {} : { request }),
    },
  });
};

/** One person's answer to a STEP_UP. */
export const composeApproval = (
  place: Place,
  original: Original,
  approval: { readonly approvals: readonly ApprovalRecord[]; readonly required: number; readonly quorum_met: boolean },
): ComposedStep =>
  compose(place, place.snapshot.head, {
    bodies: [],
    said: { kind: 'approval', action: original.action, decision: original.decision, approval },
  });

/** How a pending decision ends, or moves on to STEP_UP. */
export interface Ending {
  readonly result: Result;
  readonly method: ResolutionMethod;
  readonly reason: { readonly code: ReasonCode; readonly message: string };
  readonly resolver: string;
  readonly charge: Classification | null;
  readonly effective_digest: string | null;
  readonly expires_at: string | null;
  readonly approvals: readonly ApprovalRecord[];
  /** The entry of the attempt that brought it about, where one did. */
  readonly attempt: EntryBody | null;
}

/** The end of a wait: the original identity and reason stay, the result and how it came about are added. */
export function composeResolution(
  place: Place,
  from: Head,
  { record, original, ending }: { readonly record: DecisionRecord; readonly original: Original; readonly ending: Ending },
): ComposedStep {
  const { result, method, charge } = ending;
  const body: EntryBody = {
    kind: 'resolution',
    decision_id: record.decision_id,
    action_id: record.answer.action_id,
    result,
    method,
    charge,
  };
  const { reason, effective_digest, expires_at } = ending;
  return compose(place, from, {
    bodies: ending.attempt === null ? [body] : [ending.attempt, body],
    said: {
      kind: 'resolution',
      action: original.action,
      decision: { ...original.decision, result, reason, effective_digest, expires_at },
      approval: approvalOf(record, ending),
      deferral: deferralOf(place, { record, original, ending }),
    },
  });
}

function approvalOf({ answer: { pending } }: DecisionRecord, { approvals, method, result }: Ending): ReceiptDraft['approval'] {
  if (pending?.kind !== 'STEP_UP') return null;
  return { approvals, required: pending.quorum, quorum_met: method === 'human_approval' && result !== 'DENY' };
}

const deferralOf = (
  place: Place,
  { record, original, ending }: { readonly record: DecisionRecord; readonly original: Original; readonly ending: Ending },
): NonNullable<ReceiptDraft['deferral']> => ({
  reason: original.decision.reason.message,
  missing: original.deferral?.missing ?? [],
  deferred_at: original.deferral?.deferred_at ?? record.suspended?.deferred_at ?? place.now,
  timeout_at: record.answer.pending?.deadline ?? place.now,
  resolution_method: ending.method,
  resolution_timestamp: place.now,
  resolver: ending.resolver,
});

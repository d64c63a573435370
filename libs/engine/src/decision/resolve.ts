import { DEFAULT_OUTCOME_WITHIN_S, audienceAt, executes, nextState } from '@writ/aarm';
import type {
  ApprovalRecord,
  Decision,
  JsonObject,
  PendingEvent,
  ReasonCode,
  ResolutionAttempt,
  ResolutionMethod,
  Result,
} from '@writ/aarm';
import { attemptEntry, withAttempt } from './attempt.js';
import { obligationsOf, placeOf } from '../journal/access.js';
import { timestamp } from '../journal/clock.js';
import { composeApproval, composeResolution } from '../journal/compose-follow-up.js';
import type { Original, Place } from '../journal/compose-follow-up.js';
import type { Head } from '../journal/head.js';
import { originalReceipt } from '../journal/on-decision.js';
import { digestOf } from '../journal/pending-decision.js';
import type { PendingDecision } from '../journal/pending-decision.js';
import type { Journal } from '../journal/journal.js';
import type { DecisionRecord, SuspendedDecision } from '../journal/ports.js';
import { append } from '../journal/step.js';
import type { StepResult, UnsignedRow } from '../journal/step.js';

/** What this works with. */
export type ResolveServices = Pick<Journal, 'evidence' | 'issuer' | 'store'>;

/** How it ends: what `decide` said again, or a DENY that needs no asking. */
export interface Resolution {
  /** What happened, in the words of the table of waits. */
  readonly on: PendingEvent;
  readonly result: Result;
  readonly reason: { readonly code: ReasonCode; readonly message: string };
  readonly method: ResolutionMethod;
  readonly by: readonly string[];
  readonly effective: JsonObject | null;
  /** Set where a DEFER goes on as STEP_UP. */
  readonly pending?: Decision['pending'];
  /** The answer that brings this about. */
  readonly approval?: ApprovalRecord;
  /** The answers before it were for another digest, and do not count. */
  readonly afresh?: boolean;
  /** The attempt that brings this about. */
  readonly attempt?: ResolutionAttempt;
  /** What stays open although it goes on: a narrower form or people make up for that. */
  readonly open?: NonNullable<SuspendedDecision['open']>;
  /** Set where people are asked in place of what did not arrive. */
  readonly escalates?: true;
}

/** Appends the end of a wait: exactly one, by compare-and-set on the decision's state. */
export async function resolvePending(
  services: ResolveServices,
  waiting: PendingDecision,
  resolution: Resolution,
): Promise<StepResult<Decision>> {
  const { record, suspended, snapshot, now } = waiting;
  requireTransition(record, resolution);
  const original = await originalReceipt(services, record);
  const answered = answeredReceipt(services, { waiting, resolution, original });
  const approvals = answersSoFar(suspended, resolution);
  const place = placeOf(services, snapshot, now);
  const composed = composeResolution(place, answered?.head ?? snapshot.head, {
    record,
    original,
    ending: {
      ...resolution,
      resolver: resolution.by.join(' ') || 'writ',
      charge: executes(resolution.result) ? suspended.charge : null,
      effective_digest: resolution.effective === null ? null : digestOf(suspended, resolution.effective),
      expires_at: resolution.pending?.deadline ?? null,
      approvals,
      attempt: resolution.attempt === undefined ? null : attemptEntry(record.answer, resolution.attempt),
    },
  });
  const row: UnsignedRow = { ...composed.receipt, ...rowOf(place, record), kind: 'resolution' };
  const told = { now: place.now, receipt_id: place.receipt_id, seq: composed.head.receipt_seq };
  const next = endedRecord(waiting, { resolution, place: told, approvals });
  return append({
    base: snapshot,
    entries: composed.entries,
    head: composed.head,
    receipts: answered === null ? [row] : [answered.row, row],
    change: { record: next, from: { state: record.state, outcome: record.outcome } },
    answer: next.answer,
  });
}

function answersSoFar({ approvals }: SuspendedDecision, { approval, afresh }: Resolution): readonly ApprovalRecord[] {
  if (approval === undefined) return approvals;
  return afresh === true ? [approval] : [...approvals, approval];
}

const rowOf = (place: Place, record: DecisionRecord): Pick<UnsignedRow, 'receipt_id' | 'decision_id' | 'issued_at'> => ({
  receipt_id: place.receipt_id,
  decision_id: record.decision_id,
  issued_at: place.now,
});

/** The receipt of the answer that ended the wait, if a person's answer did. */
function answeredReceipt(
  services: ResolveServices,
  { waiting, resolution, original }: { readonly waiting: PendingDecision; readonly resolution: Resolution; readonly original: Original },
): { readonly row: UnsignedRow; readonly head: Head } | null {
  if (resolution.approval === undefined) return null;
  const { record, suspended, snapshot, now } = waiting;
  const place = placeOf(services, snapshot, now);
  const { receipt, head } = composeApproval(place, original, {
    approvals: answersSoFar(suspended, resolution),
    required: record.answer.pending?.quorum ?? 1,
    quorum_met: executes(resolution.result),
  });
  return { row: { ...receipt, ...rowOf(place, record), kind: 'approval' }, head };
}

function endedRecord(
  { record, suspended, now }: PendingDecision,
  {
    resolution,
    place,
    approvals,
  }: {
    readonly resolution: Resolution;
    readonly place: { now: string; receipt_id: string; seq: number };
    readonly approvals: readonly ApprovalRecord[];
  },
): DecisionRecord {
  const { result, reason, method, by, effective, pending = null } = resolution;
  const runs = executes(result);
  const answer: Decision = {
    ...attempted({ record, suspended }, { resolution, at: place.now }),
    result,
    reason,
    missing: [],
    effective_parameters: result === 'MODIFY' || result === 'STEP_UP' ? effective : null,
    obligations: obligationsOf(result, DEFAULT_OUTCOME_WITHIN_S),
    pending,
    resolution: pending === null ? { method, at: place.now, by: [...by], ...lookedAt(resolution) } : null,
    outcome: runs ? 'awaited' : null,
    receipt: { receipt_id: place.receipt_id, seq: place.seq },
  };
  return {
    ...record,
    answer,
    state: pending === null ? 'final' : 'pending',
    deadline: pending?.deadline ?? null,
    outcome: answer.outcome,
    outcome_deadline: runs ? timestamp(now + DEFAULT_OUTCOME_WITHIN_S * 1000) : null,
    suspended:
      effective === null ? null : { ...stillHeld(suspended, { resolution, approvals, effective }), ...askedOf(record, { runs, now }) },
  };
}

const lookedAt = ({ approval }: Resolution): { readonly dwell_ms?: number } =>
  approval?.dwell_ms === undefined ? {} : { dwell_ms: approval.dwell_ms };

/** The decision as it is told with the attempt that ended its wait, or passed it on. */
function attempted(
  waiting: Pick<PendingDecision, 'record' | 'suspended'>,
  { resolution, at }: { readonly resolution: Resolution; readonly at: string },
): Decision {
  const { attempt, escalates } = resolution;
  const answer = attempt === undefined ? waiting.record.answer : withAttempt(waiting, attempt);
  if (answer.deferral === undefined) return answer;
  return { ...answer, deferral: { ...answer.deferral, questions: [], ...(escalates === undefined ? {} : { escalated_at: at }) } };
}

/** Whom it was put to, for when what was approved is asked for again. */
const askedOf = (
  { answer }: DecisionRecord,
  { runs, now }: { readonly runs: boolean; readonly now: number },
): Pick<SuspendedDecision, 'asked'> => (runs && answer.pending?.kind === 'STEP_UP' ? { asked: audienceAt(answer.pending, now) } : {});

/** What is kept as long as something may run. */
const stillHeld = (
  suspended: SuspendedDecision,
  now: { readonly resolution: Resolution; readonly approvals: readonly ApprovalRecord[]; readonly effective: JsonObject },
): SuspendedDecision => ({
  ...suspended,
  effective_digest: digestOf(suspended, now.effective),
  approvals: now.approvals,
  ...(now.resolution.open === undefined ? {} : { open: now.resolution.open }),
});

/** INVARIANT: a wait goes on only as the table says; a step that would do anything else is a defect, and appends nothing. */
function requireTransition({ answer }: DecisionRecord, { on, result }: Resolution): void {
  if (nextState(answer.result, on) !== result)
    throw new TypeError(`no transition leads from \`${answer.result}\` on \`${on}\` to \`${result}\``);
}

interface Denial {
  readonly code: ReasonCode;
  readonly message: string;
  readonly method: ResolutionMethod;
}

/** A DENY that asks nobody. */
export const denial = (on: PendingEvent, { code, message, method }: Denial): Resolution => ({
  on,
  result: 'DENY',
  reason: { code, message },
  method,
  by: [],
  effective: null,
});

/** The DENY of a wait whose deadline has passed, by the database's clock; null where it still may end otherwise. */
export function timedOut({ record, now }: Pick<PendingDecision, 'record' | 'now'>): Resolution | null {
  if (record.deadline === null || Date.parse(record.deadline) > now) return null;
  const waited = record.answer.pending?.kind === 'STEP_UP' ? 'nobody approved it in time' : 'what it waited for did not arrive in time';
  return denial('timeout', { code: 'timeout', message: waited, method: 'timeout' });
}

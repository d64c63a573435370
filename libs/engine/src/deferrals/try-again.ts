import { DEFAULT_STEP_UP_TIMEOUT_S } from '@writ/aarm';
import type { Decision, ResolutionAttempt, ResolutionMethod, Verdict } from '@writ/aarm';
import { chainEntries } from '../chain.js';
import { timestamp } from '../clock.js';
import type { Core } from '../core.js';
import { decideAgain } from '../decide-again.js';
import { backupsOf } from '../new-decision.js';
import type { DecisionRecord } from '../ports.js';
import { resolutionPlan } from '../resolve.js';
import type { Resolution, Waiting } from '../resolve.js';
import type { Plan } from '../step.js';
import { attemptEntry, attemptsOf, withAttempt } from './attempt.js';
import { waitSeconds } from './pause.js';

/** What brought an attempt about. */
export interface Trying {
  readonly method: ResolutionMethod;
  /** Who or what answered: `pep:pep1`, `resolver:calendar`, `person:eve`. */
  readonly by: string;
  /** What it brought, in words. */
  readonly detail: string;
  /** Whether it was meant for this deferral: then it is an attempt also where it is not enough. */
  readonly counts: boolean;
}

/** Decides a deferral again on what is known now, and records the attempt: it ends, goes on to people, or waits on. */
export async function tryAgain(core: Core, waiting: Waiting, trying: Trying): Promise<Plan<Decision>> {
  const settled = attemptOf(waiting, trying, 'settled');
  return decideAgain(core, waiting, {
    cause: { on: 'context_denies', method: trying.method, by: [trying.by], attempt: settled },
    conclude: ({ verdict }) =>
      verdict.result === 'DEFER'
        ? exhausted(core, waiting, { trying, verdict, ended: 'not_enough' })
        : settledBy(waiting, verdict, settled),
    otherwise: ({ verdict }) => waitsOn(core, waiting, { trying, verdict, ended: 'not_enough' }),
  });
}

/** Records that who was asked brought nothing; the last of these goes on to people. */
export async function failedAttempt(core: Core, waiting: Waiting, trying: Omit<Trying, 'counts'>): Promise<Plan<Decision>> {
  const { reason, missing } = waiting.record.answer;
  const said = { trying: { ...trying, counts: true }, verdict: { reason, missing }, ended: 'failed' as const };
  const end = exhausted(core, waiting, said);
  return end === null ? waitsOn(core, waiting, said) : resolutionPlan(core, waiting, end);
}

interface Said {
  readonly trying: Trying;
  readonly verdict: Pick<Verdict, 'reason' | 'missing'>;
  readonly ended: 'not_enough' | 'failed';
}

const attemptOf = (
  { now }: Waiting,
  { method, by, detail }: Omit<Trying, 'counts'>,
  ended: ResolutionAttempt['ended'],
): ResolutionAttempt => ({
  at: timestamp(now),
  method,
  by,
  ended,
  detail,
});

/** What was still open is open no more. */
function settledBy({ suspended, now }: Waiting, verdict: Verdict, attempt: ResolutionAttempt): Resolution {
  const effective = verdict.effective_parameters ?? suspended.action.parameters;
  const ends = { reason: verdict.reason, method: attempt.method, by: [attempt.by], attempt };
  if (verdict.result === 'ALLOW') return { ...ends, on: 'context_allows', result: 'ALLOW', effective };
  if (verdict.result === 'MODIFY') return { ...ends, on: 'context_narrows', result: 'MODIFY', effective };
  if (verdict.result !== 'STEP_UP') return { ...ends, on: 'context_denies', result: 'DENY', effective: null };
  const seconds = verdict.approval?.timeout_s ?? DEFAULT_STEP_UP_TIMEOUT_S;
  const pending = {
    kind: 'STEP_UP' as const,
    deadline: timestamp(now + seconds * 1000),
    approvers: [...(verdict.approval?.approvers ?? [])],
    quorum: verdict.approval?.quorum ?? 1,
    ...backupsOf(verdict, now),
  };
  return { ...ends, on: 'context_asks', result: 'STEP_UP', effective, pending };
}

/** The way on to people once the last attempt is used up; null where it is not, or where people could not help. */
function exhausted(core: Core, waiting: Waiting, { trying, verdict, ended }: Said): Resolution | null {
  const { record, suspended, snapshot, now } = waiting;
  const used = attemptsOf(record.answer).length + 1;
  if (!trying.counts || !core.deferrals.escalate || used < core.deferrals.attempts) return null;
  // Nobody can approve an output that is not there.
  if (verdict.reason.code === 'pending_dependency') return null;
  const { approvers, step_up_timeout_s } = core.policies.active(snapshot.session.tenant_id).terms;
  const longest = Date.parse(suspended.deferred_at) + core.deferrals.duration_s * 1000;
  return {
    on: 'attempts_exhausted',
    result: 'STEP_UP',
    reason: { code: 'attempts_exhausted', message: `\`${used.toString()}\` attempts did not settle it: ${verdict.reason.message}` },
    method: trying.method,
    by: [trying.by],
    effective: suspended.action.parameters,
    pending: {
      kind: 'STEP_UP',
      deadline: timestamp(Math.min(now + step_up_timeout_s * 1000, longest)),
      approvers: [...approvers],
      quorum: 1,
    },
    attempt: attemptOf(waiting, trying, ended),
    escalated: { code: verdict.reason.code, missing: verdict.missing },
  };
}

/** An attempt that was not enough: on record, and the deadline stands. */
function waitsOn(core: Core, waiting: Waiting, { trying, verdict, ended }: Said): Plan<Decision> {
  const { record, suspended, snapshot, now } = waiting;
  if (!trying.counts) return { kind: 'answer', answer: record.answer };
  const attempt = attemptOf(waiting, trying, ended);
  const { entries, head } = chainEntries(snapshot.head, timestamp(now), [attemptEntry(record.answer, attempt)]);
  const answer: Decision = {
    ...withAttempt(waiting, attempt),
    reason: verdict.reason,
    missing: [...verdict.missing],
  };
  const used = attemptsOf(answer).length;
  const again = used < core.deferrals.attempts && suspended.resolving?.next_at !== undefined && suspended.resolving.next_at !== null;
  const next_at = again ? timestamp(now + waitSeconds(core.deferrals, used) * 1000) : null;
  const change: DecisionRecord = { ...record, answer, suspended: { ...suspended, resolving: { seen_seq: head.entry_seq, next_at } } };
  return {
    kind: 'append',
    prepared: {
      base: snapshot,
      entries,
      head,
      receipts: [],
      change: { record: change, from: { state: record.state, outcome: record.outcome } },
      answer,
    },
  };
}

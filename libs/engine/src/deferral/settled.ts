import { DEFAULT_STEP_UP_TIMEOUT_S } from '@writ/aarm';
import type { Decision, ResolutionAttempt, Verdict } from '@writ/aarm';
import { backupsOf } from '../decision/new-decision.js';
import type { Resolution } from '../decision/resolve.js';
import { timestamp } from '../journal/clock.js';
import type { PendingDecision } from '../journal/pending-decision.js';

/** How a deferral ends that policy decides now. */
export function settledBy({ suspended, now }: PendingDecision, verdict: Verdict, attempt: ResolutionAttempt): Resolution {
  const effective = verdict.effective_parameters ?? suspended.action.parameters;
  const ends = { reason: verdict.reason, method: attempt.method, by: [attempt.by], attempt };
  if (verdict.result === 'ALLOW') return { ...ends, on: 'context_allows', result: 'ALLOW', effective };
  if (verdict.result === 'MODIFY') return { ...ends, on: 'context_narrows', result: 'MODIFY', effective };
  if (verdict.result === 'STEP_UP')
    return { ...ends, on: 'context_asks', result: 'STEP_UP', effective, pending: asksPeople({ now }, verdict) };
  return { ...ends, on: 'context_denies', result: 'DENY', effective: null };
}

/** Whom a STEP_UP asks, and until when. */
export const asksPeople = ({ now }: Pick<PendingDecision, 'now'>, verdict: Verdict): NonNullable<Decision['pending']> => ({
  kind: 'STEP_UP',
  deadline: timestamp(now + (verdict.approval?.timeout_s ?? DEFAULT_STEP_UP_TIMEOUT_S) * 1000),
  approvers: [...(verdict.approval?.approvers ?? [])],
  quorum: verdict.approval?.quorum ?? 1,
  ...backupsOf(verdict, now),
});

import type { Decision, EntryBody, ResolutionAttempt } from '@writ/aarm';
import type { DecisionRecord, SuspendedDecision } from '../journal/ports.js';

/** The attempts so far. */
export const attemptsOf = ({ deferral }: Decision): readonly ResolutionAttempt[] => deferral?.attempts ?? [];

/** The decision as it is told with one more attempt. */
export function withAttempt(
  { record, suspended }: { readonly record: DecisionRecord; readonly suspended: SuspendedDecision },
  attempt: ResolutionAttempt,
): Decision {
  const { answer } = record;
  const deferred_at = answer.deferral?.deferred_at ?? suspended.deferred_at;
  const { questions = [] } = answer.deferral ?? {};
  return { ...answer, deferral: { deferred_at, attempts: [...attemptsOf(answer), attempt], questions } };
}

/** What the chain of the session keeps of an attempt. */
export const attemptEntry = ({ decision_id, action_id }: Decision, { method, by, ended, detail }: ResolutionAttempt): EntryBody => ({
  kind: 'attempt',
  decision_id,
  action_id,
  method,
  by,
  ended,
  detail,
});

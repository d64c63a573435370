import type { Verdict } from '@writ/aarm';
import type { SuspendedDecision } from '../ports.js';

/**
 * Whether the people who were asked in place of what did not arrive answer for what a new verdict still defers for. They
 * do for what they were told is open, for the same reason, and for nothing that came up since.
 */
export function answersFor(
  { escalated }: Pick<SuspendedDecision, 'escalated'>,
  verdict: Pick<Verdict, 'result' | 'reason' | 'missing'>,
): boolean {
  if (escalated === undefined || verdict.result !== 'DEFER') return false;
  return verdict.reason.code === escalated.code && verdict.missing.every((field) => escalated.missing.includes(field));
}

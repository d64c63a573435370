import type { Verdict } from '@writ/aarm';
import type { SuspendedDecision } from '../journal/ports.js';

/**
 * Whether the people who were asked in place of what did not arrive, or the narrower form that policy let run without it,
 * make up for what a new verdict still defers for. They do for what was open then, for the same reason, and for nothing that
 * came up since.
 */
export function answersFor({ open }: Pick<SuspendedDecision, 'open'>, verdict: Pick<Verdict, 'result' | 'reason' | 'missing'>): boolean {
  if (open === undefined || verdict.result !== 'DEFER') return false;
  return verdict.reason.code === open.code && verdict.missing.every((field) => open.missing.includes(field));
}

import { z } from 'zod';

/** The five results, strictest first (design §3). */
export const RESULTS = ['DENY', 'DEFER', 'STEP_UP', 'MODIFY', 'ALLOW'] as const;
export const ResultSchema = z.enum(RESULTS);
export type Result = z.infer<typeof ResultSchema>;

/** Whether the action runs at all under this result. */
export const executes = (result: Result): boolean => result === 'ALLOW' || result === 'MODIFY';

/** The stricter of two results. */
export const stricter = (a: Result, b: Result): Result => (RESULTS.indexOf(a) <= RESULTS.indexOf(b) ? a : b);

/** Why the decision is what it is: stable codes, one per branch of the decision order. */
export const REASON_CODES = [
  'identity_unverified',
  'outside_scope',
  'forbidden',
  'parameter_invalid',
  'rule_error',
  'compositional',
  'insufficient_context',
  'conflicting_policies',
  'low_confidence',
  'pending_dependency',
  'dependency_failed',
  'cascade_limit',
  'question_quota',
  'agent_quota',
  'approver_quota',
  'misaligned',
  'uncertain',
  'aligned_exception',
  'modification_not_narrowing',
  'modification_unstable',
  'rule',
  'posture',
  'approved',
  'approval_denied',
  'timeout',
  'resolved',
  'attempts_exhausted',
  'session_closed',
] as const;
export const ReasonCodeSchema = z.enum(REASON_CODES);
export type ReasonCode = z.infer<typeof ReasonCodeSchema>;

import { onePolicy } from '@writ/engine';
import { evaluatorOver, rule } from '../../decision-api/test/rules.js';

/** Rules with deadlines of a second. */
const rules = [
  rule('reads', 'files', {}),
  rule('asks', 'pay', { result: 'STEP_UP', approvers: ['approver'], timeout_s: 1 }),
  rule('asks_long', 'wire', { result: 'STEP_UP', approvers: ['approver'], timeout_s: 60 }),
  rule('asks_backups', 'relay', { result: 'STEP_UP', approvers: ['approver'], timeout_s: 60, escalation: { after_s: 1, to: ['boss'] } }),
  rule('in_window', 'deploy', { reads: ['facts.change_window'], timeout_s: 1 }),
];

export const evaluator = evaluatorOver('deadlines', rules, { defer_timeout_s: 1, step_up_timeout_s: 1 });

export const policies = onePolicy(evaluator);

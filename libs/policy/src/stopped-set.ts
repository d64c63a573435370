import type { PolicySet, Rule } from '@writ/aarm';
import { failed } from './voice.js';

/** Stands for the policy where there was no rule to blame: the overrun itself denies. */
const stopRule = (pack: string): Rule => ({
  id: 'stopped',
  pack,
  title: 'evaluation stopped',
  class: 'standard_deny',
  result: 'DENY',
  priority: 0,
  applies_to: [{ tool: '*', operation: '*' }],
  severity: 'HIGH',
  overridable: false,
  on_aligned: 'STEP_UP',
  reads: [],
  parameters: {},
  approvers: [],
  quorum: 1,
  timeout_s: null,
  references: [],
});

/** What receipts say where an earlier writ stopped an evaluation by the clock. */
const STOPPED = 'the evaluation was stopped or broke down';

/**
 * The policy of an action whose evaluation was stopped when it was recorded: nothing is evaluated, every applicable rule failed.
 * Only replays ask for it: nothing is stopped by the clock any more.
 * INVARIANT: there is always one, so that this is a DENY whatever the posture.
 */
export function stoppedSet(policy: PolicySet): PolicySet {
  return {
    terms: policy.terms,
    applicable: (action) => {
      const rules = policy.applicable(action);
      return rules.length > 0 ? rules : [stopRule(policy.terms.posture.pack)];
    },
    evaluate: (_action, _context, rules) => rules.map(({ id }) => failed(id, STOPPED)),
  };
}

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

/**
 * The policy of an action whose evaluation was stopped: nothing is evaluated, every applicable rule failed.
 * INVARIANT: there is always one, so that this is a DENY whatever the posture.
 */
export function stoppedSet(policy: PolicySet, error: string): PolicySet {
  return {
    terms: policy.terms,
    applicable: (action) => {
      const rules = policy.applicable(action);
      return rules.length > 0 ? rules : [stopRule(policy.terms.posture.pack)];
    },
    evaluate: (_action, _context, rules) => rules.map(({ id }) => failed(id, error)),
  };
}

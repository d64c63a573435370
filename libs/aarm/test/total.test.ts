import { describe, expect, it } from '@jest/globals';
import { decide } from '../src/decision/decide.js';
import type { DecisionContext } from '../src/decision/decision.js';
import type { PolicySet, RuleOutcome } from '../src/policy/policy.js';
import { policyOf, ruleOf } from './policy-from-data.js';

const action = { tool: 'mail', operation: 'send', parameters: {} };
const context: DecisionContext = { identity: { verified: true, failure: null, effective_scope: ['*'], chain: [] }, view: {} };
const permissive = policyOf([], { posture: { pack: 'test', result: 'ALLOW', overridable: false } });
const answering = (outcomes: unknown): PolicySet => ({
  ...permissive,
  applicable: () => [ruleOf({ id: 'a', class: 'standard_allow' })],
  evaluate: () => outcomes as RuleOutcome[],
});
const broken = (): never => {
  throw new Error('trap');
};

describe('a policy that is not one', () => {
  it('denies where it allowed before', () => {
    expect(decide(action, context, permissive).result).toBe('ALLOW');
  });

  it.each([
    ['cannot say what applies', { ...permissive, applicable: broken }],
    ['names rules that are none', { ...permissive, applicable: () => [null] as never }],
    ['cannot be asked although no rule applies', { ...permissive, evaluate: broken }],
    [
      'answers for a rule that was not asked',
      answering([
        { rule: 'a', kind: 'silent' },
        { rule: 'z', kind: 'silent' },
      ]),
    ],
    ['answers in another shape', answering({})],
    ['answers with nothing', answering(null)],
  ])('%s', (_, policy) => {
    expect(decide(action, context, policy)).toMatchObject({ result: 'DENY', reason: { code: 'rule_error' } });
  });

  it('hears a forbidden rule although another answers for one that was not asked', () => {
    const forbidden: PolicySet = {
      ...permissive,
      applicable: () => [ruleOf({ id: 'a', class: 'forbidden' })],
      evaluate: () => [
        { rule: 'a', kind: 'spoke', voice: { reason: 'never' } },
        { rule: 'z', kind: 'silent' },
      ],
    };
    expect(decide(action, context, forbidden).reason).toEqual({ code: 'forbidden', message: 'never' });
  });
});

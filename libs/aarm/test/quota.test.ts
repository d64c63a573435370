import { describe, expect, it } from '@jest/globals';
import { RESULTS } from '../src/index.js';
import type { ContextView, Json, PolicyTerms, Verdict } from '../src/index.js';
import { withinQuota } from '../src/decision/quota.js';
import { stricter } from '../src/decision/result.js';

const terms = (most_questions?: number, most_questions_of?: PolicyTerms['most_questions_of']): PolicyTerms => ({
  id: 'test',
  version: '1',
  hash: `sha256:${'0'.repeat(64)}`,
  posture: { pack: 'test', result: 'DENY', overridable: true },
  on_uncertain: 'keep',
  thresholds: { confidence: 0.5, risk: 0.95, misaligned: 0.2, aligned: 0.8 },
  defer_timeout_s: 300,
  step_up_timeout_s: 300,
  approvers: ['approver'],
  tools: [],
  ...(most_questions === undefined ? {} : { most_questions }),
  ...(most_questions_of === undefined ? {} : { most_questions_of }),
});
const given = (result: Verdict['result']): Verdict =>
  ({
    ...{
      result,
      classification: 'standard_deny',
      reason: { code: 'rule', message: 'a person must say' },
      policy_id: 'test/ask',
      missing: [],
    },
    ...{ rules: [], effective_parameters: null, approval: null, timeout_s: 300 },
  }) as unknown as Verdict;

describe('how many questions a session may have open', () => {
  it('denies one more, and says so', () => {
    expect(withinQuota(given('STEP_UP'), { pending_count: 3 }, terms(3))).toMatchObject({
      result: 'DENY',
      reason: { code: 'question_quota', message: expect.stringContaining('`3` actions of this session wait already') },
      policy_id: 'builtin:question_quota',
      approval: null,
      timeout_s: null,
    });
  });

  it('leaves what is below, what has no limit and what is no question', () => {
    expect(withinQuota(given('STEP_UP'), { pending_count: 2 }, terms(3)).result).toBe('STEP_UP');
    expect(withinQuota(given('STEP_UP'), { pending_count: 99 }, terms()).result).toBe('STEP_UP');
    expect(withinQuota(given('STEP_UP'), {}, terms(3)).result).toBe('STEP_UP');
    expect(withinQuota(given('ALLOW'), { pending_count: 99 }, terms(3)).result).toBe('ALLOW');
  });

  it('never makes anything less strict', () => {
    for (const result of RESULTS) {
      const made = withinQuota(given(result), { pending_count: 99 }, terms(1)).result;
      expect(stricter(made, result)).toBe(made);
    }
  });
});

const asking = (result: Verdict['result'], approvers: readonly string[] = ['approver', 'bob']): Verdict => ({
  ...given(result),
  approval: { approvers, quorum: 1, timeout_s: 300 },
});
const queues = (agent: Json, approvers: Json = {}): ContextView => ({ queues: { agent, approvers } });
const told = (verdict: Verdict, view: ContextView, of: PolicyTerms = terms(20, { agent: 3, approver: 5 })): string => {
  const { result, reason } = withinQuota(verdict, view, of);
  return result === verdict.result ? 'as it was' : `${result} ${reason.code}: ${reason.message}`;
};

describe('how much may wait in all sessions', () => {
  it('is bounded for one agent of one person, whether people are asked or facts are missing', () => {
    for (const result of ['STEP_UP', 'DEFER'] as const) {
      expect(told(asking(result), queues(2))).toBe('as it was');
      expect(told(asking(result), queues(3))).toBe(
        'DENY agent_quota: `3` actions of this agent for this person wait already, and no more than `3` may: answer those first',
      );
    }
  });

  it('is bounded for each of those who are asked', () => {
    expect(told(asking('STEP_UP'), queues(0, { approver: 4, bob: 4 }))).toBe('as it was');
    expect(told(asking('STEP_UP'), queues(0, { approver: 4, bob: 5 }))).toMatch(/^DENY approver_quota: `5` actions for `bob` wait/u);
    expect(told(asking('STEP_UP'), queues(0, { carol: 99 }))).toBe('as it was');
    expect(told({ ...asking('DEFER'), approval: null }, queues(0, { approver: 99 }))).toBe('as it was');
  });

  it('has bounds where the terms name none', () => {
    expect(told(asking('STEP_UP'), queues(39, { approver: 199 }), terms())).toBe('as it was');
    expect(told(asking('STEP_UP'), queues(40), terms())).toMatch(/^DENY agent_quota/u);
    expect(told(asking('STEP_UP'), queues(0, { approver: 200 }), terms())).toMatch(/^DENY approver_quota/u);
  });

  it('is over every bound where the count is none', () => {
    for (const broken of [queues('2'), queues(null), { queues: 7 }, { queues: null }, { queues: [1] }] as ContextView[])
      expect(told(asking('STEP_UP'), broken)).toMatch(/^DENY agent_quota/u);
    expect(told(asking('STEP_UP'), queues(0, { bob: 'x' }))).toMatch(/^DENY approver_quota/u);
    expect(told(asking('STEP_UP'), queues(0, 'x'))).toBe('as it was');
    expect(told(asking('STEP_UP'), { queues: { agent: 0 } })).toBe('as it was');
  });

  it('says nothing of what need not wait', () => {
    for (const result of ['ALLOW', 'MODIFY', 'DENY'] as const) expect(told(asking(result), queues(99, { bob: 99 }))).toBe('as it was');
  });
});

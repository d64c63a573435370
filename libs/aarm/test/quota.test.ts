import { describe, expect, it } from '@jest/globals';
import { RESULTS } from '../src/index.js';
import type { PolicyTerms, Verdict } from '../src/index.js';
import { withinQuota } from '../src/decision/quota.js';
import { stricter } from '../src/decision/result.js';

const terms = (most_questions?: number): PolicyTerms => ({
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

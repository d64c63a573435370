import { describe, expect, it } from '@jest/globals';
import { DecisionSchema, ALLOW_LIFETIME_S as LIFETIME_OF_THE_SERVICE } from '@writ/aarm';
import type { Decision } from '@writ/aarm';
import { deriveShape } from '../src/derive-shape.js';
import { ALLOW_LIFETIME_S, DECISION_SHAPE } from '../src/generated/decision-shape.js';
import { readDecision } from '../src/read-decision.js';
import { DECISION } from './garbage-server.js';

const AT = '2026-11-29T21:00:00.000Z';
const read = (decision: object): Decision => readDecision(decision, { sessionId: 'ses_1' });

/** A decision with every member that one may have. */
const FULL = {
  ...DECISION,
  policy: { ...DECISION.policy, rules: [{ id: 'r', pack: 'p', voice: 'spoke', result: 'DENY', priority: 1 }] },
  pending: { kind: 'DEFER', deadline: AT, approvers: ['approver'], quorum: 1, escalation: { at: AT, to: ['lead'] } },
  resolution: { method: 'human_approval', at: AT, by: ['alice'], dwell_ms: 1500 },
  proof: { payload: '{}', protected: 'e30', signature: 'c2ln', action_nonce: 'bm9uY2U' },
  deferral: {
    deferred_at: AT,
    attempts: [{ at: AT, method: 'fact', by: 'ci', ended: 'settled', detail: '' }],
    questions: [{ fact: 'owner', ask: 'whose is it?', answers: ['mine', 1, true] }],
    escalated_at: AT,
  },
};

/** A value with one member taken out, or one put in, of each object within it. */
function* changes(value: unknown): Generator {
  if (Array.isArray(value))
    for (const [index, each] of value.entries()) for (const changed of changes(each)) yield value.with(index, changed);
  else if (typeof value === 'object' && value !== null) {
    yield { ...value, unheard_of: 1 };
    for (const [name, inner] of Object.entries(value)) for (const changed of changes(inner)) yield { ...value, [name]: changed };
  }
}

describe('the shape of a decision', () => {
  it('is the one that the schema gives: `npm run -w @writ/pep generate` writes it', () => {
    expect(DECISION_SHAPE).toEqual(deriveShape(DecisionSchema));
    expect(ALLOW_LIFETIME_S).toBe(LIFETIME_OF_THE_SERVICE);
  });

  it('reads every member that the schema knows', () => {
    expect(DecisionSchema.safeParse(FULL).error).toBeUndefined();
    expect(read(FULL)).toBe(FULL);
  });

  it('reads what an approval tells of how long it was looked at', () => {
    expect(read({ ...DECISION, resolution: FULL.resolution }).resolution).toEqual(FULL.resolution);
  });

  it('refuses a member that the schema does not know, wherever it stands, but in an obligation: whoever acts on one reads it', () => {
    const refused = [...changes({ ...FULL, obligations: [] })];
    expect(refused).toHaveLength(12);
    for (const each of refused) {
      expect(DecisionSchema.safeParse(each).success).toBe(false);
      expect(() => read(each as object)).toThrow();
    }
  });
});

import { describe, expect, it } from '@jest/globals';
import { DriftProfileSchema, NO_DRIFT, driftIn, driftResponse, drifted } from '../src/index.js';
import type { Drift } from '../src/index.js';

const after = (...distances: readonly number[]): Drift => distances.reduce(drifted, NO_DRIFT);
const profile = (more: object = {}) => DriftProfileSchema.parse({ per_action: 0.76, cumulative: 0.1, ...more });

describe('drift', () => {
  it('AARM-126: is how far the moving average rose above its lowest, with the largest distance beside it', () => {
    expect(NO_DRIFT).toEqual({ count: 0, max: 0, average: 0, lowest: 0 });
    expect(after(0.5)).toEqual({ count: 1, max: 0.5, average: 0.5, lowest: 0.5 });
    expect(after(0.5, 0.4)).toEqual({ count: 2, max: 0.5, average: 0.47, lowest: 0.47 });
    expect(after(0.5, 0.4, 0.8)).toEqual({ count: 3, max: 0.8, average: 0.569, lowest: 0.47 });
    expect(driftIn(after(0.5, 0.4, 0.8))).toBe(0.099);
  });

  it('AARM-125: catches a session that diverges step by step, each of them under the threshold', () => {
    const steps = [0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75];
    const answers = steps.map((distance, i) =>
      driftResponse([profile()], { agent_type: 'a', distance, drift: after(...steps.slice(0, i + 1)) }),
    );
    expect(answers).toEqual([null, null, null, null, 'signal', 'signal', 'signal', 'signal']);
  });

  it('leaves a long honest session alone, near to its request in words or far', () => {
    for (const base of [0.3, 0.65]) {
      const steps = Array.from({ length: 500 }, (_, i) => base + 0.04 * Math.sin(i));
      const answers = steps.map((distance, i) =>
        driftResponse([profile()], { agent_type: 'a', distance, drift: after(...steps.slice(0, i + 1)) }),
      );
      expect(new Set(answers)).toEqual(new Set([null]));
    }
  });

  it('AARM-128: has profiles by agent type, of which the strictest that is exceeded answers', () => {
    const drift = after(0.8);
    const profiles = [
      profile(),
      profile({ agent_type: 'pay*', then: 'STEP_UP' }),
      profile({ agent_type: 'payroll', per_action: 0.5, then: 'DEFER' }),
    ];
    const response = (agent_type: string, distance = 0.8): unknown => driftResponse(profiles, { agent_type, distance, drift });
    expect([response('coder'), response('payments'), response('payroll'), response('payroll', 0.6), response('coder', 0.6)]).toEqual([
      ...['signal', 'STEP_UP', 'DEFER'],
      ...['DEFER', null],
    ]);
    expect(DriftProfileSchema.safeParse({ per_action: 0.7, cumulative: 0.1, then: 'DENY' }).success).toBe(false);
  });
});

import { describe, expect, it } from '@jest/globals';
import type { ContextState } from '../src/context/context.js';
import { earlierOf } from '../src/context/earlier.js';
import { openingState } from '../src/context/fold.js';
import type { Tracked } from '../src/context/tracked.js';
import type { TrackerSet } from '../src/policy/tracker.js';

const set: TrackerSet = {
  digest: 'sha256:a',
  list: [
    { id: 'paid', applies_to: [{ effect: 'pay' }], when: 'executed', sum: 'amount' },
    { id: 'asked', applies_to: [{ effect: 'pay' }], when: 'submitted' },
  ],
};
const paid = (sum: number | null, digest = set.digest): Tracked => ({
  set: digest,
  by: { paid: { count: 1, sum, last: 0, keys: {}, overflow: false, steps: [] } },
  waiting: {},
});
const session = (change: Partial<ContextState>): ContextState => ({
  ...openingState({ session_id: 'ses', started_at: '2026-11-23T00:00:00.000Z' }),
  ...change,
});
const added = (states: readonly ContextState[], trackers: TrackerSet | undefined = set) =>
  earlierOf(states, { complete: true, trackers, now: 0 });

describe('what other sessions did', () => {
  it('is nothing where there are none', () => {
    expect(added([])).toEqual({
      ...{ sessions: 0, complete: true, actions: 0, denied: 0, classification: { level: 'PUBLIC', labels: [] } },
      tracked: { paid: { count: 0, sum: 0 }, asked: { count: 0, sum: 0 } },
    });
    expect(earlierOf([], { complete: false, trackers: undefined, now: 0 })).toMatchObject({ complete: false, tracked: {} });
  });

  it('is the highest of their levels and the sum of their counts, in any order', () => {
    const sessions = [
      session({ action_count: 2, results: { DENY: 1 }, classification: { level: 'RESTRICTED', labels: ['PHI'] }, tracked: paid(5) }),
      session({ action_count: 3, classification: { level: 'INTERNAL', labels: ['PII'] }, tracked: paid(7) }),
    ];
    const sum = added(sessions);
    expect(sum).toMatchObject({ sessions: 2, actions: 5, denied: 1, tracked: { paid: { count: 2, sum: 12 } } });
    expect(sum.classification.level).toBe('RESTRICTED');
    expect([...sum.classification.labels].sort()).toEqual(['PHI', 'PII']);
    expect(added(sessions.toReversed()).tracked).toEqual(sum.tracked);
  });

  it('knows no sum where one amount is not known, and nothing of a tracker that a session does not know', () => {
    expect(added([session({ tracked: paid(5) }), session({ tracked: paid(null) })]).tracked).toMatchObject({
      paid: { count: 2, sum: null },
    });
    expect(added([session({ tracked: paid(5) }), session({ tracked: paid(7, 'sha256:b') })]).tracked).toEqual({});
  });
});

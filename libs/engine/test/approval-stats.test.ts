import { describe, expect, it } from '@jest/globals';
import { approvalStats } from '../src/reading/approval-stats.js';
import { newId, timeOfId } from '../src/journal/identifiers.js';
import { ada, answer, ask, open, person, startHouse } from './house.js';

describe('statistics of asking people', () => {
  it('count what was asked, by whom it was answered and how fast, by rule', async () => {
    const house = await startHouse();
    const { engine } = house;
    const session = await open(engine);
    for (let amount = 0; amount < 11; amount += 1)
      await answer(engine, ada, await ask(engine, session, { tool: 'pay', parameters: { amount } }));
    await answer(engine, ada, await ask(engine, session, { tool: 'brief' }), 'deny');
    await ask(engine, session, { tool: 'wire' });
    await ask(engine, session, { tool: 'file' });
    const stats = await engine.approvalStats(person('carol', 'auditor'));
    expect(stats).toMatchObject({
      decisions: 14,
      asked: 13,
      interruption_rate: 13 / 14,
      waiting: 1,
      approved: 11,
      denied: 1,
      timed_out: 0,
    });
    expect(stats.approval_rate).toBeCloseTo(11 / 12);
    expect(stats.median_time_to_answer_ms).toBeGreaterThanOrEqual(0);
    expect(stats.median_time_to_answer_ms).toBeLessThan(10_000);
    expect(stats.rules.map(({ asked, nearly_always_approved }) => [asked, nearly_always_approved])).toEqual([
      [11, true],
      [1, false],
      [1, false],
    ]);
    await house.close();
  });

  it('say nothing where nothing was asked', () => {
    expect(approvalStats({ asked: [], decisions: 0 })).toMatchObject({
      interruption_rate: null,
      approval_rate: null,
      median_time_to_answer_ms: null,
      median_dwell_ms: null,
    });
  });

  it('know when an id was made', () => {
    expect(timeOfId(newId('dec', 1_795_000_000_123))).toBe(1_795_000_000_123);
  });
});

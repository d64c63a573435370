import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createSignals } from '@writ/signals';
import { createEngine, standAlone } from '../src/index.js';
import type { Engine } from '../src/index.js';
import { ask, open, pep, startHouse, verified } from './house.js';
import type { House } from './house.js';

let house: House;
let second: Engine;
beforeAll(async () => {
  house = await startHouse();
  second = createEngine({ ...standAlone, ...house, signals: createSignals() });
});
afterAll(async () => {
  await second.close();
  await house.close();
});

describe('many at once', () => {
  it('leave one session gapless, in order, with every action counted', async () => {
    const session = await open(house.engine);
    const all = await Promise.all(
      Array.from({ length: 64 }, async (_, i) =>
        ask(house.engine, session, { tool: i % 3 === 0 ? 'pay' : 'file', parameters: { amount: i } }),
      ),
    );
    expect(new Set(all.map(({ receipt }) => receipt.seq)).size).toBe(64);
    expect(await verified(house, session)).toEqual({ verdict: 'valid', cause: null, count: 65 });
    const last = await ask(house.engine, session, { tool: 'file' });
    expect((await house.engine.contextOf(pep, last.decision_id)).state.action_count).toBe(64);
  });

  it('AARM-32: do not fork a session of two processes', async () => {
    const session = await open(house.engine);
    const engines = [house.engine, second];
    const all = await Promise.all(Array.from({ length: 64 }, async (_, i) => ask(engines[i % 2]!, session, { tool: 'file' })));
    expect(all.map(({ result }) => result)).toEqual(new Array(64).fill('ALLOW'));
    expect(await verified(house, session)).toEqual({ verdict: 'valid', cause: null, count: 65 });
  });

  it('share batches across sessions', async () => {
    const sessions = await Promise.all(Array.from({ length: 40 }, async () => open(house.engine)));
    const all = await Promise.all(
      sessions.flatMap((session) => [ask(house.engine, session, { tool: 'file' }), ask(second, session, { tool: 'disk' })]),
    );
    expect(all.filter(({ result }) => result === 'ALLOW')).toHaveLength(40);
    for (const session of sessions) expect(await verified(house, session)).toEqual({ verdict: 'valid', cause: null, count: 3 });
  });

  it('charge what is allowed before the next one is decided', async () => {
    const session = await open(house.engine);
    const [read, mail] = await Promise.all([
      ask(house.engine, session, { tool: 'crm' }),
      ask(house.engine, session, { tool: 'mail', parameters: { to: 'x@out.example' } }),
    ]);
    expect([read.result, mail.result]).toEqual(['ALLOW', 'DENY']);
  });

  it('are told to come back when too many wait, and nothing is lost', async () => {
    const sessions = await Promise.all(Array.from({ length: 8 }, async () => open(house.engine)));
    const asked = Array.from({ length: 4200 }, async (_, i) => ask(house.engine, sessions[i % 8]!, { tool: 'file' }));
    const ends = await Promise.allSettled(asked);
    const codes = new Set(ends.flatMap((end) => (end.status === 'rejected' ? [(end.reason as { code: string }).code] : [])));
    expect([...codes]).toEqual(['overloaded']);
    const decided = ends.filter(({ status }) => status === 'fulfilled').length;
    const counts = await Promise.all(sessions.map(async (session) => (await verified(house, session)).count));
    expect(counts.reduce((sum, count) => sum + count - 1, 0)).toBe(decided);
  }, 120_000);
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { replay } from '@writ/engine';
import { resolveOpa } from '@writ/policy';
import { createSignals } from '@writ/signals';
import { openHouse, record, TENANT } from '../record.mjs';

/** As `npm run bench:replay`, in small: the golden cases of the baseline, asked for through a real engine on PostgreSQL. */
const SESSIONS = 300;

let house: Awaited<ReturnType<typeof openHouse>>;
beforeAll(async () => {
  house = await openHouse({ opa: resolveOpa });
}, 120_000);
afterAll(async () => house.close());

describe('the replay of recorded sessions', () => {
  it('reproduces every decision', async () => {
    const decisions = await record(house.engine, { sessions: SESSIONS });
    const report = await replay({
      recordings: house.recordings,
      signals: createSignals(),
      tenant_id: TENANT,
      since: '1970-01-01T00:00:00.000Z',
      version: async (hash) => house.versions.version(hash),
    });
    expect(report.scope).toMatchObject({ sessions: SESSIONS, decisions });
    expect(report.scope.resolutions).toBeGreaterThan(0);
    expect(report.recorded).toEqual({ replayed: decisions, reproduced: decisions, differing: 0, differences: [], context: {} });
    expect(report.not_replayable.examples).toEqual([]);
  }, 120_000);
});

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { resolveOpa } from '@writ/policy';
import type { KeyRecord, SessionExport } from '@writ/receipt';
import { checkExports } from '../check.mjs';
import { race } from '../race.mjs';
import { soak } from '../soak.mjs';

const hasRedis = process.env['ALL_TOOLS'] === '1' || spawnSync('redis-server', ['--version']).error === undefined;

/** As `npm run soak`, in small. */
describe('what waits, while everything is killed at random', () => {
  const small = { count: 40, deadline_s: 10, kill_every_ms: 2000 };

  it('AARM-63: ends exactly once, none late, none without its approval, with the queue in PostgreSQL', async () => {
    const result = await soak({ ...small, queue: 'postgres', opa: await resolveOpa() });
    expect(result.faults).toEqual([]);
    expect(result.waited).toBe(small.count);
  }, 180_000);

  (hasRedis ? it : it.skip)(
    'AARM-81: the same with the queue in Redis, FLUSHALL included',
    async () => {
      const result = await soak({ ...small, queue: 'redis', opa: await resolveOpa() });
      expect(result.faults).toEqual([]);
      expect(result.waited).toBe(small.count);
    },
    180_000,
  );

  it('AARM-62: an approval within 5 ms of the deadline counts before it and not after, by the clock of the database', async () => {
    const result = await race({ count: 40, opa: await resolveOpa() });
    expect(result.faults).toEqual([]);
    expect(result.waited).toBe(40);
    expect(Object.keys(result.ended).sort()).toEqual(['STEP_UP → ALLOW (approved)', 'STEP_UP → DENY (timeout)']);
  }, 120_000);
});

describe('the checker', () => {
  const { keys, session } = JSON.parse(
    readFileSync(new URL('../../../testdata/receipts/v1/sessions/valid.json', import.meta.url), 'utf8'),
  ) as { readonly keys: readonly KeyRecord[]; readonly session: SessionExport };

  it('finds a session that was cut', () => {
    const cut = { ...session, receipts: session.receipts.slice(1), count: session.count - 1 };
    expect(checkExports([cut], keys).faults.length).toBeGreaterThan(0);
  });
});

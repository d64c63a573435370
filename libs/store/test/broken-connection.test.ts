import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openConnections } from '../src/connections.js';
import { startPostgres } from '../src/start-postgres.js';
import type { RunningPostgres } from '../src/start-postgres.js';

let dir: string;
let postgres: RunningPostgres;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'writ-broken-'));
  await chmod(dir, 0o711);
  postgres = await startPostgres({ dataDir: join(dir, 'data') });
}, 60_000);
afterAll(async () => {
  await postgres.stop();
  await rm(dir, { recursive: true, force: true });
}, 60_000);

describe('a connection that breaks while it is in use', () => {
  it('fails what is asked of it, leaves the process alone, and is replaced', async () => {
    const [here, there] = [openConnections({ url: postgres.url, size: 1 }), openConnections({ url: postgres.url, size: 1 })];
    const broken = here.of('t1').transact(async ({ query }) => {
      const [row] = await query<{ pid: number }>({ name: 'pid', text: 'SELECT pg_backend_pid() AS pid' });
      await there.of('t1').query({ name: 'end', text: 'SELECT pg_terminate_backend($1)' }, [row?.pid]);
      // Nothing is asked meanwhile: nobody but the connection itself can hear of it.
      await new Promise((resolve) => setTimeout(resolve, 300));
      return query({ name: 'one', text: 'SELECT 1 AS one' });
    });
    await expect(broken).rejects.toThrow();
    expect(await here.of('t1').query({ name: 'one', text: 'SELECT 1 AS one' })).toEqual([{ one: 1 }]);
    await Promise.all([here.close(), there.close()]);
  }, 30_000);
});

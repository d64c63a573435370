import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createMemoryPolicyStore } from '../src/memory-policy-store.js';
import { createMemoryStore } from '../src/memory-store.js';
import { migrate, provision } from '../src/migrate.js';
import { openDatabase } from '../src/open-database.js';
import { openPostgresPolicyStore } from '../src/postgres-policy-store.js';
import { openPostgresStore } from '../src/postgres-store.js';
import { startPostgres } from '../src/start-postgres.js';
import type { RunningPostgres } from '../src/start-postgres.js';
import { eventually, policyContract } from './policy-contract.js';

let dataDir = '';
let server: RunningPostgres;
let appUrl = '';

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'writ-policy-store-'));
  server = await startPostgres({ dataDir });
  await migrate({ url: server.url });
  ({ appUrl } = await provision({ url: server.url }));
}, 60_000);

afterAll(async () => {
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
});

policyContract('memory', async () => {
  const store = createMemoryStore();
  const one = createMemoryPolicyStore(store);
  return Promise.resolve({ store, one, two: one });
});

policyContract('postgresql', async () => ({
  store: await openPostgresStore({ url: appUrl }),
  one: openPostgresPolicyStore({ url: appUrl }),
  two: openPostgresPolicyStore({ url: appUrl }),
}));

describe('what only a server can do', () => {
  it('listens again after its connection was cut', async () => {
    const store = openPostgresPolicyStore({ url: appUrl });
    const owner = await openDatabase({ url: server.url });
    const seen = { calls: 0 };
    const watch = await store.watch(() => (seen.calls += 1));
    await eventually(() => seen.calls === 1);
    await owner.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'writ policy'");
    await eventually(() => seen.calls > 1);
    const before = seen.calls;
    await owner.query("INSERT INTO policy_active VALUES ('t9', 'sha256:0', NULL, 1, now())");
    await eventually(() => seen.calls > before);
    await watch.close();
    await owner.close();
    await store.close();
  });

  it.each(['policy_versions', 'policy_transitions', 'policy_signoffs'])('lets nobody change rows of %s', async (table) => {
    const owner = await openDatabase({ url: server.url });
    const app = await openDatabase({ url: appUrl });
    await expect(owner.query(`DELETE FROM ${table}`)).rejects.toThrow('never changed or removed');
    await expect(app.query(`UPDATE ${table} SET tenant_id = 'x'`)).rejects.toThrow('permission denied');
    await owner.close();
    await app.close();
  });

  it.each(['public_key = $1', 'person = $1', 'credential_id = $1', 'label = $1'])(
    'lets no process change a passkey: %s',
    async (change) => {
      const app = await openDatabase({ url: appUrl });
      await expect(app.query(`UPDATE passkeys SET ${change}`, ['x'])).rejects.toThrow('permission denied');
      await expect(app.query('DELETE FROM passkeys')).rejects.toThrow('permission denied');
      await app.close();
    },
  );
});

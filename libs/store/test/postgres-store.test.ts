import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { migrate, provision } from '../src/migrate.js';
import { openDatabase } from '../src/open-database.js';
import { openDeliveries } from '../src/postgres-deliveries.js';
import { openPostgresStore } from '../src/postgres-store.js';
import { startPostgres } from '../src/start-postgres.js';
import type { RunningPostgres } from '../src/start-postgres.js';
import { storeContract } from './contract.js';
import type { DecisionRecord, SuspendedDecision } from '@writ/engine';
import { decisionRecord, digest, id, pendingRecord, unit } from './units.js';

let dataDir = '';
let server: RunningPostgres;
let appUrl = '';

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'writ-store-'));
  server = await startPostgres({ dataDir });
  await migrate({ url: server.url });
  ({ appUrl } = await provision({ url: server.url }));
}, 60_000);

afterAll(async () => {
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
});

storeContract('the store on postgresql', async () => ({
  one: await openPostgresStore({ url: appUrl }),
  two: await openPostgresStore({ url: appUrl }),
}));

describe('what only a server can do', () => {
  it('tells people of what waits, whatever its parameters hold', async () => {
    const store = await openPostgresStore({ url: appUrl });
    const deliveries = openDeliveries({ url: appUrl });
    const session = id('ses');
    const first = unit({ session, from: null });
    const record = pendingRecord({ session_id: session });
    const pending = { kind: 'STEP_UP' as const, deadline: record.deadline ?? '', approvers: ['ada'], quorum: 1 };
    const hostile: DecisionRecord = {
      ...record,
      answer: { ...record.answer, pending, effective_parameters: { zero: '\u0000', half: '\ud800' } },
      // Only its digest is read here.
      suspended: { effective_digest: digest('asked'), requester: {} } as SuspendedDecision,
    };
    await store.append([first]);
    await store.append([unit({ session, from: first.head, decision: hostile })]);
    const claimed = await deliveries.claim('mail', { tenant_id: 't1', limit: 100, patience_s: 60 });
    expect(claimed.map(({ decision_id }) => decision_id)).toContain(record.decision_id);
    expect(await deliveries.claimStale('mail', { tenant_id: 't1', limit: 100, patience_s: 60 })).toEqual([]);
    await deliveries.close();
    await store.close();
  });

  it('rejects a commit whose wait for a standby was cancelled', async () => {
    const store = await openPostgresStore({ url: appUrl });
    const owner = await openDatabase({ url: server.url });
    const session = id('ses');
    const first = unit({ session, from: null });
    await store.append([first]);
    await owner.query("ALTER SYSTEM SET synchronous_standby_names = 'absent'");
    await owner.query('SELECT pg_reload_conf()');
    try {
      await eventually(async () => (await owner.query('SHOW synchronous_standby_names'))[0]?.['synchronous_standby_names'] === 'absent');
      const appending = store.append([unit({ session, from: first.head })]).then(
        () => 'answered',
        (error: unknown) => error,
      );
      await eventually(
        async () => (await owner.query("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")).length > 0,
      );
      expect(await appending).toMatchObject({ code: 'outcome_unknown' });
    } finally {
      await owner.query('ALTER SYSTEM RESET synchronous_standby_names');
      await owner.query('SELECT pg_reload_conf()');
      await owner.close();
      await store.close();
    }
  }, 20_000);

  it('rejects within seconds while the server is frozen, and goes on afterwards', async () => {
    const store = await openPostgresStore({ url: appUrl });
    const owner = await openDatabase({ url: server.url });
    await store.ready();
    const pids = (await owner.query("SELECT pid FROM pg_stat_activity WHERE usename = 'writ_app'")).map((row) => Number(row['pid']));
    const frozen = [server.pid, ...pids];
    for (const pid of frozen) process.kill(pid, 'SIGSTOP');
    const began = Date.now();
    try {
      await expect(store.append([unit({ session: id('ses'), from: null })])).rejects.toThrow();
      expect(Date.now() - began).toBeLessThan(7_000);
    } finally {
      for (const pid of frozen) process.kill(pid, 'SIGCONT');
    }
    await eventually(async () => store.ready().then(() => true));
    expect(await store.append([unit({ session: id('ses'), from: null })])).toEqual(['committed']);
    await owner.close();
    await store.close();
  }, 30_000);

  it('rejects while the server is down, and uses it again when it is back', async () => {
    const store = await openPostgresStore({ url: appUrl });
    const session = id('ses');
    const decision = decisionRecord({ session_id: session });
    const first = unit({ session, from: null, decision });
    expect(await store.append([first])).toEqual(['committed']);
    await server.stop();
    await expect(store.ready()).rejects.toThrow();
    await expect(store.append([unit({ session, from: first.head })])).rejects.toThrow();
    server = await startPostgres({ dataDir, port: server.port });
    await eventually(async () => store.ready().then(() => true));
    expect(await store.decision('t1', decision.decision_id)).toEqual(decision);
    expect(await store.append([unit({ session, from: first.head })])).toEqual(['committed']);
    await store.close();
  }, 30_000);

  it('refuses a server that may lose commits', async () => {
    const url = new URL(appUrl);
    const owner = await openDatabase({ url: server.url });
    await owner.query('ALTER ROLE writ_app SET synchronous_commit = off');
    const store = await openPostgresStore({ url: url.href });
    await expect(store.append([unit({ session: id('ses'), from: null })])).rejects.toMatchObject({ code: 'unsafe_settings' });
    await owner.query('ALTER ROLE writ_app RESET synchronous_commit');
    await owner.close();
    await store.close();
  });
});

async function eventually(holds: () => Promise<boolean>): Promise<void> {
  const until = Date.now() + 10_000;
  for (;;) {
    const held = await holds().catch(() => false);
    if (held) return;
    if (Date.now() > until) throw new Error('it never came to hold');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

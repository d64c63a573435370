import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Outbox, Store } from '@writ/engine';
import { appendTables } from '../src/append-statement.js';
import { APPEND_ANY } from '../src/append-units.js';
import { batchMessage } from '../src/batch-message.js';
import { openConnections } from '../src/connections.js';
import type { Connections, Transaction } from '../src/connections.js';
import { migrate, provision } from '../src/migrate.js';
import type { ProvisionedRoles } from '../src/migrate.js';
import { openDatabase } from '../src/open-database.js';
import type { Database } from '../src/open-database.js';
import { openPostgresRecordings } from '../src/postgres-recordings.js';
import { openPostgresStore } from '../src/postgres-store.js';
import { projectionsOf, rebuildProjections } from '../src/projections.js';
import type { Projections } from '../src/projections.js';
import { startPostgres } from '../src/start-postgres.js';
import type { RunningPostgres } from '../src/start-postgres.js';
import { decisionRecord, id, inMs, pendingRecord, unit } from './units.js';
import { randomOf, work } from './workload.js';

let dataDir = '';
let server: RunningPostgres;
let roles: ProvisionedRoles;
let store: Store & Outbox & Projections;
let owner: Database;
let db: Connections;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'writ-projections-'));
  server = await startPostgres({ dataDir });
  await migrate({ url: server.url });
  roles = await provision({ url: server.url });
  store = await openPostgresStore({ url: roles.appUrl });
  owner = await openDatabase({ url: server.url });
  db = openConnections({ url: roles.appUrl, size: 2 });
}, 60_000);
afterAll(async () => {
  await Promise.all([store.close(), owner.close(), db.close()]);
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
});

/** Every row of every projection, as text. */
async function dump(): Promise<string> {
  const rows = await owner.query(
    ['sessions', 'decisions', 'receipts'].map((table) => `SELECT '${table} ' || t::text AS row FROM ${table} t`).join(' UNION ALL ') +
      ' ORDER BY 1',
  );
  return rows.map(({ row }) => String(row)).join('\n');
}

/** Nobody projects meanwhile, as where the process that does is stopped in the middle of it. */
async function whileStopped<T>(during: () => Promise<T>): Promise<T> {
  const other = openConnections({ url: roles.appUrl, size: 1 });
  try {
    return await other.across.transact(async ({ query }) => {
      await query({ name: 'hold', text: 'SELECT pg_advisory_xact_lock(7420002)' });
      return during();
    });
  } finally {
    await other.close();
  }
}

async function commit(next: ReturnType<typeof unit>): Promise<ReturnType<typeof unit>> {
  expect(await store.append([next])).toEqual(['committed']);
  return next;
}

describe('the projections', () => {
  it.each([1, 2, 3, 4])(
    'are the same however they came about: as it happened, in pieces, or rebuilt from the log (%i)',
    async (seed) => {
      const random = randomOf(seed);
      await work(store, { rounds: 40, random, between: async () => store.project() });
      await store.project();
      const before = await dump();
      const { rows } = await rebuildProjections({ url: server.url });
      expect(rows).toBeGreaterThan(100);
      expect(await dump()).toBe(before);
      expect(before).toContain('sessions ');
      expect(await store.lag()).toEqual({ rows: 0, seconds: 0 });
    },
    60_000,
  );

  it('are filled in one go by more than one transaction takes', async () => {
    await whileStopped(async () => work(store, { rounds: 90, random: randomOf(9) }));
    expect((await store.lag()).rows).toBeGreaterThan(600);
    expect(await store.project()).toBeGreaterThan(600);
    const before = await dump();
    await rebuildProjections({ url: server.url });
    expect(await dump()).toBe(before);
  }, 60_000);

  it('stop nothing and lose nothing while they are stopped', async () => {
    await store.take(10_000);
    const session = id('ses');
    const { asked, allowed } = await whileStopped(async () => {
      const first = await commit(unit({ session, from: null }));
      const waiting = pendingRecord({ session_id: session });
      const next = await commit(unit({ session, from: first.head, decision: waiting }));
      const decision = decisionRecord({ session_id: session });
      const last = await commit(unit({ session, from: next.head, decision }));
      // All that a decision rests on is in the log.
      expect((await store.session('t1', session))?.head).toEqual(last.head);
      expect((await store.findSession('t1', 'pep_1', `host-${session}`))?.head).toEqual(last.head);
      expect(await store.entries('t1', session, -1)).toHaveLength(6);
      expect(await store.decision('t1', decision.decision_id)).toEqual(decision);
      expect(await store.decisionByKey('t1', session, decision.idempotency_key)).toEqual(decision);
      expect(await store.decisions('t1', session)).toEqual([waiting, decision]);
      expect(await store.decisionOfAction('t1', session, decision.answer.action_id)).toEqual(decision);
      expect(await store.receiptsOfDecision('t1', decision.decision_id)).toHaveLength(1);
      expect(await store.append([unit({ session, from: last.head, decision })])).toEqual(['lost_race']);
      const by = { principal: 'ana', agent_type: 'claude-code', since: inMs(-60_000), limit: 1 };
      expect((await store.sessionsOf('t1', by)).map(({ session_id }) => session_id)).toEqual([session]);
      // A list is read as it is, and the lag tells.
      expect((await store.pending('t1', { limit: 10_000 })).map(({ decision_id }) => decision_id)).not.toContain(waiting.decision_id);
      const { rows, seconds } = await store.lag();
      expect(rows).toBe(3);
      expect(seconds).toBeGreaterThan(0);
      return { asked: waiting, allowed: decision };
    });
    expect((await store.pending('t1', { limit: 10_000 })).map(({ decision_id }) => decision_id)).toContain(asked.decision_id);
    expect((await store.take(10)).map(({ decision_id }) => decision_id)).toEqual([asked.decision_id]);
    expect((await store.sessions('t1', { limit: 1 }))[0]).toMatchObject({ session_id: session, decisions: 2, pending: 1 });
    expect(await store.receipt('t1', (await store.receiptsOfDecision('t1', allowed.decision_id))[0]?.receipt_id ?? '')).not.toBeNull();
    expect(await store.lag()).toEqual({ rows: 0, seconds: 0 });
  }, 30_000);

  it('show what was committed beside an earlier transaction, and then that one', async () => {
    const [early, late] = [unit({ session: id('ses'), from: null }), unit({ session: id('ses'), from: null })];
    const listed = async (): Promise<readonly string[]> => (await store.sessions('t1', { limit: 2 })).map(({ session_id }) => session_id);
    await db.of('t1').transact(async ({ writeBatch }) => {
      const message = batchMessage(APPEND_ANY.name, appendTables([early]));
      expect(await writeBatch(APPEND_ANY, message)).toEqual(['{1}']);
      message.release();
      await commit(late);
      expect(await listed()).toContain(late.session_id);
      expect(await listed()).not.toContain(early.session_id);
      // Though it was seen, the cursor has not gone past the other one.
      await store.project();
      expect(await listed()).not.toContain(early.session_id);
    });
    expect(new Set(await listed())).toEqual(new Set([early.session_id, late.session_id]));
    const before = await dump();
    await rebuildProjections({ url: server.url });
    expect(await dump()).toBe(before);
  }, 30_000);

  it.each([0, 1, 2, 3, 4])(
    'are whole where the process ends after %i steps of its transaction',
    async (steps) => {
      const before = await dump();
      await whileStopped(async () => work(store, { rounds: 6, random: randomOf(steps) }));
      const dying: Connections = {
        ...db,
        across: {
          ...db.across,
          transact: async (body) => db.across.transact(async (transaction) => body(endingAfter(steps, transaction))),
        },
      };
      await expect(projectionsOf(dying).project()).rejects.toThrow('ended');
      expect(await dump()).toBe(before);
      await store.project();
      const after = await dump();
      expect(after).not.toBe(before);
      await rebuildProjections({ url: server.url });
      expect(await dump()).toBe(after);
    },
    30_000,
  );

  it('go on after the database was restored into another one, whose transactions count from elsewhere', async () => {
    await work(store, { rounds: 5, random: randomOf(5) });
    await store.project();
    const before = await dump();
    await owner.query(`UPDATE projection_cursor SET snapshot = '9000000000:9000000000:'`);
    const { session_id } = await commit(unit({ session: id('ses'), from: null }));
    expect((await store.sessions('t1', { limit: 1 }))[0]?.session_id).toBe(session_id);
    expect(await dump()).toContain(before.split('\n')[0]);
    expect(await store.lag()).toEqual({ rows: 0, seconds: 0 });
  }, 30_000);

  it('are read by a role that may not project, as they are', async () => {
    const tenant = id('tenant');
    const decision = decisionRecord({ tenant_id: tenant, session_id: id('ses') });
    await commit(unit({ tenant, session: decision.session_id, from: null, decision }));
    const recordings = openPostgresRecordings({ url: roles.auditUrl });
    expect(await recordings.sessions(tenant, { since: inMs(-60_000), limit: 5 })).toEqual([]);
    await store.project();
    expect(await recordings.sessions(tenant, { since: inMs(-60_000), limit: 5 })).toHaveLength(1);
    await recordings.close();
  });

  it('leave a session out whose row was changed, name the row, and go on with all others', async () => {
    const [session, sound] = [id('ses'), id('ses')];
    const { head } = await commit(unit({ session, from: null }));
    await store.project();
    await whileStopped(async () => {
      const decision = pendingRecord({ session_id: session });
      await commit(unit({ session, from: head, decision }));
      await owner.query('ALTER TABLE log DISABLE TRIGGER log_append_only');
      await owner.query(`UPDATE log SET record = replace(record, $1, 'ses_other') WHERE session_id = $1 AND seq > 0`, [session]);
      await owner.query('ALTER TABLE log ENABLE ALWAYS TRIGGER log_append_only');
      await commit(unit({ session: sound, from: null }));
      await expect(store.decision('t1', decision.decision_id)).rejects.toMatchObject({
        code: 'log_broken',
        message: expect.stringContaining(`row 3 of session \`${session}\``),
      });
    });
    // Whoever met it first, whoever projects is told, until the row is mended.
    await store.sessions('t1', { limit: 1 });
    for (const project of [async () => store.project(), async () => store.project(), async () => rebuildProjections({ url: server.url })])
      await expect(project()).rejects.toMatchObject({
        code: 'log_broken',
        message: expect.stringContaining(`row 3 of session \`${session}\``),
      });
    expect((await store.sessions('t1', { limit: 5 })).map(({ session_id }) => session_id)).toContain(sound);
  }, 30_000);
});

/** The transaction as one has it whose process ends: the server sees its connection break, here after so many statements. */
function endingAfter(steps: number, { query, writeBatch }: Transaction): Transaction {
  let left = steps;
  const step = (): void => {
    if (left === 0) throw new Error('ended');
    left -= 1;
  };
  return {
    query: async (...of) => {
      step();
      return query(...of);
    },
    writeBatch: async (...of) => {
      step();
      return writeBatch(...of);
    },
  };
}

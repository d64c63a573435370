import { chmod, cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { removePostgres } from '../src/cluster-folder.js';
import { APPEND_ADDITIONS } from '../src/append-additions.js';
import { APPEND } from '../src/append-statement.js';
import {
  BY_KEY,
  DECISION,
  DECISIONS,
  ENTRIES,
  FIND_SESSION,
  OF_DECISION,
  RECEIPTS,
  RECEIPT_AT,
  SESSION,
  SESSIONS_OF,
} from '../src/evidence-reads.js';
import { migrate, provision } from '../src/migrate.js';
import type { ProvisionedRoles } from '../src/migrate.js';
import { openDatabase } from '../src/open-database.js';
import { openPostgresStore } from '../src/postgres-store.js';
import { BEHIND, FEED, FEED_ALL, LAG, WRITE_PROJECTIONS } from '../src/projection-statements.js';
import { USED_SESSIONS } from '../src/session-uses.js';
import { startPostgres } from '../src/start-postgres.js';
import type { RunningPostgres } from '../src/start-postgres.js';
import { COUNT_WAITING } from '../src/wait-counts.js';
import { decisionRecord, id, unit } from './units.js';

let folder = '';
let dir = '';
let server: RunningPostgres;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'writ-migrate-'));
  // PostgreSQL runs as another user when we are root: it must be able to enter, or its files go elsewhere and stay.
  await chmod(folder, 0o711);
  dir = join(folder, 'migrations');
  await cp(fileURLToPath(new URL('../../../prisma/migrations', import.meta.url)), dir, { recursive: true });
  server = await startPostgres({ dataDir: join(folder, 'data') });
}, 60_000);

afterAll(async () => {
  await server.stop();
  await removePostgres({ dataDir: join(folder, 'data') });
  await rm(folder, { recursive: true, force: true });
});

async function sql(url: string, text: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const db = await openDatabase({ url });
  try {
    return await db.query(text);
  } finally {
    await db.close();
  }
}

/** What such a role sees is what its connection names. */
function ofTenant(url: string): string {
  const own = new URL(url);
  own.searchParams.set('options', '-c writ.tenant=t1');
  return own.href;
}

async function shipped(): Promise<readonly string[]> {
  const entries = await readdir(dir, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** As the first that is planned on empty tables, by somebody with that role. */
async function planOf(statement: string, role: string): Promise<readonly string[]> {
  const url = new URL(server.url);
  url.searchParams.set('options', `-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c role=${role}`);
  return (await sql(url.href, `EXPLAIN (GENERIC_PLAN) ${statement}`)).map((row) => String(row['QUERY PLAN']));
}

const lookUps = (plan: readonly string[]): readonly string[] =>
  plan.filter((line) => line.includes('Index Cond')).map((line) => line.trim());

async function addMigration(name: string, text: string): Promise<void> {
  await mkdir(join(dir, name), { recursive: true });
  await writeFile(join(dir, name, 'migration.sql'), text);
}

describe('migrate', () => {
  it('applies each once, also when two run at the same time', async () => {
    const [left, right] = await Promise.all([migrate({ url: server.url, dir }), migrate({ url: server.url, dir })]);
    expect([...left, ...right]).toEqual(await shipped());
    expect(await migrate({ url: server.url, dir })).toEqual([]);
    expect(await sql(server.url, 'SELECT DISTINCT applied_steps_count AS n FROM _prisma_migrations')).toEqual([{ n: 1 }]);
  });

  it.each<[string, string, readonly string[]]>([
    [
      'the append of any unit',
      APPEND,
      [
        'idempotency_keys_pkey',
        'log_changes',
        'log_decision',
        'log_decision',
        'log_pkey',
        'open_sessions_pkey',
        'open_sessions_session',
        'passkeys_pkey',
        'passkeys_pkey',
        'waiting_pkey',
      ],
    ],
    ['the append of additions', APPEND_ADDITIONS, ['log_pkey']],
    ['across: the feed of the projections', FEED.text, ['log_cursor', 'sessions_pkey']],
    ['across: the feed of all', FEED_ALL.text, ['log_pkey', 'sessions_pkey']],
    ['across: what the projections lack', BEHIND.text, ['log_cursor']],
    ['across: the lag', LAG.text, ['log_cursor', 'sessions_pkey']],
    ['across: the writing of the projections', WRITE_PROJECTIONS.text, ['decisions_pkey', 'sessions_pkey']],
    ['a session', SESSION.text, ['log_pkey', 'log_pkey']],
    ['a session of a host', FIND_SESSION.text, ['log_pkey', 'log_pkey', 'open_sessions_pkey']],
    ['the sessions of somebody', SESSIONS_OF.text, ['log_opens', 'log_pkey']],
    ['the sessions that were used', USED_SESSIONS.text, ['log_pkey', 'session_uses_pkey']],
    ['what waits', COUNT_WAITING.text, ['waiting_asker', 'waiting_of_tenant']],
    ['entries', ENTRIES.text, ['log_pkey', 'log_pkey']],
    ['a decision', DECISION.text, ['log_changes', 'log_decision']],
    ['a decision by its key', BY_KEY.text, ['idempotency_keys_pkey', 'log_changes', 'log_decision']],
    ['decisions', DECISIONS.text, ['log_changes', 'log_decision', 'log_pkey']],
    ['receipts', RECEIPTS.text, ['disclosures_pkey', 'log_pkey']],
    ['a receipt at its place', RECEIPT_AT.text, ['disclosures_pkey', 'log_pkey']],
    ['receipts of a decision', OF_DECISION.text, ['disclosures_pkey', 'disclosures_pkey', 'log_changes', 'log_decision']],
  ])('gives %s its indexes while the tables are still empty, under the conditions of its role', async (name, statement, expected) => {
    const role = name.startsWith('across') ? 'writ_across' : 'writ_app';
    const [plan, free] = [await planOf(statement, role), await planOf(statement, 'writ_owner')];
    const indexes = plan.flatMap((line) => /(?:Index|Index Only) Scan (?:Backward )?(?:using|on) (\w+)/u.exec(line)?.[1] ?? []);
    expect(indexes.sort()).toEqual(expected);
    expect(plan.join('\n')).not.toMatch(/Seq Scan on (?!projection_)|hashed SubPlan \d+.*(?:log|keys)/u);
    // The tenant's condition is checked, and takes none away from those that an index is looked up by.
    expect(role === 'writ_across' || plan.join('\n').includes('writ.tenant')).toBe(true);
    expect(lookUps(plan)).toEqual(lookUps(free));
  });

  it('leaves nothing of one that fails, and goes on when it is mended', async () => {
    await addMigration('29990101000000_half', 'CREATE TABLE half (n int); SELECT 1/0;');
    await expect(migrate({ url: server.url, dir })).rejects.toMatchObject({
      code: 'migration_failed',
      message: expect.stringContaining('29990101000000_half'),
    });
    expect(await sql(server.url, "SELECT to_regclass('half') AS found")).toEqual([{ found: null }]);
    await addMigration('29990101000000_half', 'CREATE TABLE half (n int);');
    expect(await migrate({ url: server.url, dir })).toEqual(['29990101000000_half']);
  });

  it('refuses one that was changed after it was applied', async () => {
    await addMigration('29990101000000_half', 'CREATE TABLE half (n bigint);');
    await expect(migrate({ url: server.url, dir })).rejects.toMatchObject({
      code: 'migration_changed',
      message: expect.stringContaining('29990101000000_half'),
    });
  });
});

describe('the roles', () => {
  let roles: ProvisionedRoles;
  const session = id('ses');
  beforeAll(async () => {
    roles = await provision({ url: server.url });
    const store = await openPostgresStore({ url: roles.appUrl });
    await store.append([unit({ session, from: null, decision: decisionRecord({ session_id: session }) })]);
    await store.close();
  });

  it('have the same urls at every start', async () => {
    expect(await provision({ url: server.url })).toEqual(roles);
  });

  const changes = (table: string): readonly string[] => [
    `UPDATE ${table} SET tenant_id = 'x'`,
    `DELETE FROM ${table}`,
    `TRUNCATE ${table}`,
  ];

  it.each(changes('log'))('AARM-25: refuse `%s` to the app, the auditor, the eraser and the owner', async (text) => {
    for (const url of [roles.appUrl, roles.auditUrl, roles.eraseUrl]) await expect(sql(url, text)).rejects.toThrow(/permission denied/u);
    await expect(sql(server.url, text)).rejects.toThrow(/never changed or removed/u);
  });

  it('refuse the app a trigger, a table of its own and the erasing of disclosures', async () => {
    for (const text of [
      'ALTER TABLE log DISABLE TRIGGER ALL',
      'CREATE TABLE mine (n int)',
      'DELETE FROM disclosures',
      'DELETE FROM sessions',
      'DELETE FROM decisions',
      'DELETE FROM idempotency_keys',
      `UPDATE idempotency_keys SET decision_id = 'dec_other'`,
      'DELETE FROM projection_cursor',
      'DELETE FROM session_uses',
      'UPDATE session_uses SET slot = 0',
      // When and in which transaction a row was committed is the database's to say.
      'INSERT INTO log (tenant_id, xid) SELECT tenant_id, xid FROM log',
      'INSERT INTO log (tenant_id, at) SELECT tenant_id, at FROM log',
    ]) {
      await expect(sql(roles.appUrl, text)).rejects.toThrow(/permission denied|must be owner/u);
    }
  });

  it('AARM-30: let the auditor read and the eraser erase, and the receipt stays', async () => {
    expect(await sql(roles.auditUrl, 'SELECT FROM log')).toEqual([]);
    expect(await sql(ofTenant(roles.auditUrl), 'SELECT count(*)::int AS n FROM log')).toEqual([{ n: 1 }]);
    await expect(sql(roles.auditUrl, 'DELETE FROM disclosures')).rejects.toThrow(/permission denied/u);
    await expect(sql(roles.eraseUrl, 'SELECT receipts FROM log')).rejects.toThrow(/permission denied/u);
    await sql(ofTenant(roles.eraseUrl), `DELETE FROM disclosures WHERE session_id = '${session}'`);
    const store = await openPostgresStore({ url: roles.appUrl });
    expect((await store.receipts('t1', session)).map(({ disclosures }) => disclosures)).toEqual([[]]);
    await store.close();
  });

  it('AARM-29: let the queue make tables in its own schema and see nothing else', async () => {
    await sql(roles.queueUrl, 'CREATE TABLE job (n int)');
    expect(await sql(server.url, "SELECT schemaname FROM pg_tables WHERE tablename = 'job'")).toEqual([{ schemaname: 'writ_queue' }]);
    for (const table of ['log', 'receipts', 'disclosures'])
      await expect(sql(roles.queueUrl, `SELECT * FROM public.${table}`)).rejects.toThrow(/permission denied/u);
  });
});

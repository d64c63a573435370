import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openConnections } from '../src/connections.js';
import { migrate, provision } from '../src/migrate.js';
import type { ProvisionedRoles } from '../src/migrate.js';
import { openDatabase } from '../src/open-database.js';
import type { Database } from '../src/open-database.js';
import { openPostgresStore } from '../src/postgres-store.js';
import { rebuildProjections } from '../src/projections.js';
import { startPostgres } from '../src/start-postgres.js';
import type { RunningPostgres } from '../src/start-postgres.js';
import { decisionRecord, id, unit } from './units.js';

let folder = '';
let server: RunningPostgres;
let roles: ProvisionedRoles;
let owner: Database;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'writ-tenants-'));
  await chmod(folder, 0o711);
  server = await startPostgres({ dataDir: join(folder, 'data') });
  await migrate({ url: server.url });
  roles = await provision({ url: server.url });
  owner = await openDatabase({ url: server.url });
}, 60_000);
afterAll(async () => {
  await owner.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

type Row = Readonly<Record<string, unknown>>;

/** What these roles do on a connection of their own: of a tenant, or of nobody. */
async function as<T>(url: string, tenant: string | null, work: (run: (sql: string) => Promise<readonly Row[]>) => Promise<T>): Promise<T> {
  const own = new URL(url);
  if (tenant !== null) own.searchParams.set('options', `-c writ.tenant=${tenant}`);
  const db = await openDatabase({ url: own.href });
  try {
    return await work(async (sql) => db.query(sql));
  } finally {
    await db.close();
  }
}

const tablesWith = async (condition: string): Promise<readonly string[]> => {
  const rows =
    await owner.query(`SELECT table_name FROM information_schema.tables t WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
    AND ${condition} EXISTS (SELECT FROM information_schema.columns c WHERE c.table_schema = 'public' AND c.table_name = t.table_name
      AND c.column_name = 'tenant_id') ORDER BY table_name`);
  return rows.map((row) => String(row['table_name']));
};

/** Something that each type takes; what it means does not matter here. */
const VALUES: Readonly<Record<string, string>> = {
  text: `'x'`,
  integer: '1',
  bigint: '1',
  boolean: 'true',
  'timestamp with time zone': 'now()',
  bytea: `''`,
  jsonb: `'[]'`,
  ARRAY: `'{}'`,
  pg_snapshot: `'1:1:'`,
  'USER-DEFINED': `'x'`,
};

/** A row of a tenant in any table. */
async function insertOf(table: string, tenant: string): Promise<string> {
  const rows = await owner.query(
    `SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1
     AND is_nullable = 'NO' AND column_default IS NULL AND column_name <> 'tenant_id'`,
    [table],
  );
  const columns = rows.map((row) => ({ name: String(row['column_name']), value: VALUES[String(row['data_type'])] ?? 'no value' }));
  return `INSERT INTO ${table} (${['tenant_id', ...columns.map(({ name }) => name)].join(', ')})
    VALUES (${[`'${tenant}'`, ...columns.map(({ value }) => value)].join(', ')})`;
}

describe('the tables', () => {
  it('have a tenant, each of them, but for those that are named here', async () => {
    // Migrations are no tenant's, and a click is its channel's.
    expect(await tablesWith('NOT')).toEqual(['_prisma_migrations', 'channel_clicks']);
    expect((await tablesWith('')).length).toBeGreaterThan(20);
  });

  it('hold everybody to the tenant that a transaction names, their owner as well', async () => {
    const rows = await owner.query(
      `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relrowsecurity AND relforcerowsecurity
       ORDER BY relname`,
    );
    expect(rows.map(({ relname }) => relname)).toEqual(await tablesWith(''));
  });

  it('have no other policy, and no function or role that goes around it', async () => {
    const policies = await owner.query('SELECT DISTINCT policyname::text, roles::text, permissive, cmd, qual, with_check FROM pg_policies');
    const either = { permissive: 'PERMISSIVE', cmd: 'ALL', with_check: null };
    const condition = "(NOT (tenant_id IS DISTINCT FROM NULLIF(current_setting('writ.tenant'::text, true), ''::text)))";
    expect(new Set(policies)).toEqual(
      new Set([
        { ...either, policyname: 'own_tenant', roles: '{public}', qual: condition },
        { ...either, policyname: 'every_tenant', roles: '{writ_across}', qual: 'true' },
      ]),
    );
    expect(await owner.query(`SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef`)).toEqual([]);
    expect(await owner.query(`SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm')`)).toEqual(
      [],
    );
    const around = `SELECT rolname FROM pg_roles WHERE rolname LIKE 'writ\\_%' AND rolname <> 'writ_owner' AND (rolsuper OR rolbypassrls)`;
    expect(await owner.query(around)).toEqual([]);
  });

  it('let the role that serves all tenants see these, and nothing else', async () => {
    const seen = await owner.query(
      `SELECT DISTINCT table_name::text FROM information_schema.column_privileges WHERE grantee = 'writ_across' ORDER BY table_name`,
    );
    expect(seen.map((row) => row['table_name'])).toEqual([
      ...['decisions', 'log', 'outbox', 'policy_active', 'projection_cursor', 'projection_failures', 'receipts'],
      ...['revocations', 'sessions', 'stops'],
    ]);
    await as(roles.appUrl, null, async (run) => {
      await expect(run(`WITH r AS MATERIALIZED (SELECT set_config('role', 'writ_rebuild', false)) SELECT * FROM r`)).rejects.toThrow(
        /denied/u,
      );
      await expect(run('BEGIN; SET LOCAL ROLE writ_across; SELECT entries FROM log')).rejects.toThrow(/permission denied/u);
    });
  });
});

describe('a row of another tenant', () => {
  let tables: readonly string[] = [];
  beforeAll(async () => {
    tables = await tablesWith('');
    // Whatever a role may do to a table, and whatever else would refuse it: here the tenant alone decides.
    const checks = await owner.query(
      `SELECT conrelid::regclass::text AS table, conname::text AS name FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype = 'c'`,
    );
    for (const { table, name } of checks) await owner.query(`ALTER TABLE ${String(table)} DROP CONSTRAINT ${String(name)}`);
    for (const table of tables) {
      await owner.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
      await owner.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ${table} TO writ_app, writ_audit, writ_erase`);
      for (const tenant of ['acme', 'globex']) await owner.query(await insertOf(table, tenant));
    }
  });

  const of = async (table: string): Promise<readonly unknown[]> =>
    (await owner.query(`SELECT tenant_id FROM ${table} WHERE tenant_id IN ('acme', 'globex') ORDER BY tenant_id`)).map(
      (row) => row['tenant_id'],
    );

  it.each(['appUrl', 'auditUrl', 'eraseUrl'] as const)(
    'is nothing to %s, whatever is done and to whichever table',
    async (role) => {
      expect(tables.length).toBeGreaterThan(20);
      for (const tenant of [null, '', '*', 'Acme', 'nobody', "acme','globex"]) {
        await as(roles[role], tenant, async (run) => {
          for (const table of tables) {
            const seen = await run(`SELECT tenant_id FROM ${table}`);
            // Rows of the deployment are those of '*'.
            expect([table, tenant, seen.filter((row) => row['tenant_id'] !== tenant)]).toEqual([table, tenant, []]);
            expect(await run(`UPDATE ${table} SET tenant_id = tenant_id WHERE tenant_id IN ('acme', 'globex') RETURNING 1`)).toEqual([]);
            expect(await run(`DELETE FROM ${table} WHERE tenant_id IN ('acme', 'globex') RETURNING 1`)).toEqual([]);
            await expect(run(await insertOf(table, 'initech'))).rejects.toThrow(/row-level security/u);
            expect(await of(table)).toEqual(['acme', 'globex']);
          }
        });
      }
    },
    60_000,
  );

  it.each(['appUrl', 'auditUrl', 'eraseUrl'] as const)(
    'stays what it is while %s does all that it can to its own',
    async (role) => {
      await as(roles[role], 'acme', async (run) => {
        for (const table of tables) {
          expect([table, await run(`SELECT tenant_id FROM ${table}`)]).toEqual([table, [{ tenant_id: 'acme' }]]);
          expect(await run(`UPDATE ${table} SET tenant_id = tenant_id RETURNING tenant_id`)).toEqual([{ tenant_id: 'acme' }]);
          await expect(run(`UPDATE ${table} SET tenant_id = 'globex'`)).rejects.toThrow(/row-level security|duplicate key/u);
          await expect(run(await insertOf(table, 'initech'))).rejects.toThrow(/row-level security/u);
          expect(await run(`DELETE FROM ${table} RETURNING tenant_id`)).toEqual([{ tenant_id: 'acme' }]);
          expect([table, await of(table)]).toEqual([table, ['globex']]);
          expect(await run(await insertOf(table, 'acme'))).toEqual([]);
        }
      });
    },
    60_000,
  );
});

describe('a connection', () => {
  it('reaches as far as each statement says, and remembers nothing of the one before', async () => {
    const db = openConnections({ url: roles.appUrl, size: 1 });
    const who = { name: 'who', text: `SELECT current_user::text AS role, current_setting('writ.tenant', true) AS tenant` };
    const wrong = { name: 'wrong', text: 'SELECT 1 / (length(current_user) - length(current_user))' };
    expect(await db.of('acme').query(who)).toEqual([{ role: 'writ_app', tenant: 'acme' }]);
    expect(await db.across.query(who)).toEqual([{ role: 'writ_across', tenant: '' }]);
    expect(await db.of('globex').write(who)).toEqual([{ role: 'writ_app', tenant: 'globex' }]);
    expect(await db.of("a'b").transact(async ({ query }) => query(who))).toEqual([{ role: 'writ_app', tenant: "a'b" }]);
    await expect(db.across.query(wrong)).rejects.toThrow(/division/u);
    expect(await db.of('').query(who)).toEqual([{ role: 'writ_app', tenant: '' }]);
    await expect(db.rebuilding.query(who)).rejects.toThrow(/permission denied to set role/u);
    expect(await db.of('a\0b').query(who)).toEqual([]);
    await db.close();
  });

  it('appends for several tenants in one commit, each as itself', async () => {
    const store = await openPostgresStore({ url: roles.appUrl, pool: 1 });
    const session = id('ses');
    const decisions = ['one', 'two', 'three'].map((tenant) => decisionRecord({ tenant_id: tenant, session_id: session }));
    const units = decisions.map((decision) => unit({ tenant: decision.tenant_id, session, from: null, decision }));
    expect(await store.append([...units, ...units.map((each) => ({ ...each }))])).toEqual([
      ...units.map(() => 'committed'),
      ...units.map(() => 'lost_race'),
    ]);
    const next = units.map(({ tenant_id: tenant, head }) => unit({ tenant, session, from: head }));
    expect(await store.append(next)).toEqual(['committed', 'committed', 'committed']);
    const commits = await owner.query('SELECT count(DISTINCT xid)::int AS n FROM log WHERE session_id = $1', [session]);
    expect(commits).toEqual([{ n: 2 }]);
    for (const { tenant_id, decision_id } of decisions) {
      expect((await store.decision(tenant_id, decision_id))?.tenant_id).toBe(tenant_id);
      for (const other of decisions.filter((each) => each.tenant_id !== tenant_id))
        expect(await store.decision(tenant_id, other.decision_id)).toBeNull();
    }
    await store.close();
  });
});

describe('an owner that is no superuser', () => {
  it('is held to tenants as well, and fills the projections anew for all of them', async () => {
    const other = await startPostgres({ dataDir: join(folder, 'other') });
    try {
      const superuser = await openDatabase({ url: other.url });
      await superuser.query(`CREATE ROLE keeper LOGIN CREATEROLE PASSWORD 'kept'`);
      await superuser.query('CREATE DATABASE kept OWNER keeper');
      await superuser.close();
      const url = new URL(other.url);
      [url.username, url.password, url.pathname] = ['keeper', 'kept', '/kept'];
      await migrate({ url: url.href });
      const store = await openPostgresStore({ url: (await provision({ url: url.href })).appUrl });
      const units = ['one', 'two'].map((tenant) => unit({ tenant, session: id('ses'), from: null }));
      expect(await store.append(units)).toEqual(['committed', 'committed']);
      expect(await store.sessions('one', { limit: 5 })).toHaveLength(1);
      for (const table of ['log', 'sessions']) {
        expect(await as(url.href, null, async (run) => run(`SELECT tenant_id FROM ${table}`))).toEqual([]);
        expect(await as(url.href, 'two', async (run) => run(`SELECT tenant_id FROM ${table}`))).toEqual([{ tenant_id: 'two' }]);
      }
      expect(await rebuildProjections({ url: url.href })).toEqual({ rows: 2 });
      expect(await store.sessions('two', { limit: 5 })).toHaveLength(1);
      await store.close();
    } finally {
      await other.stop();
    }
  }, 60_000);
});

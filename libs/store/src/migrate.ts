import { createHash, createHmac, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { StoreError } from './store-error.js';

/** Any number, as long as every runner uses the same. */
const LOCK = 7_420_001;

const HISTORY = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id                  varchar(36) PRIMARY KEY,
  checksum            varchar(64) NOT NULL,
  finished_at         timestamptz,
  migration_name      varchar(255) NOT NULL,
  logs                text,
  rolled_back_at      timestamptz,
  started_at          timestamptz NOT NULL DEFAULT now(),
  applied_steps_count integer NOT NULL DEFAULT 0
)`;

interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

/**
 * Brings the schema up to date and returns the names applied. One transaction each: a crash leaves whole migrations
 * only, and the next run goes on. The history table is Prisma's, so `prisma migrate deploy` sees the same state.
 */
export async function migrate({ url, dir }: { readonly url: string; readonly dir?: string }): Promise<string[]> {
  const migrations = await readMigrations(dir ?? fileURLToPath(new URL('../../../prisma/migrations', import.meta.url)));
  return withLock(url, async (client) => {
    await client.query(HISTORY);
    const applied = await history(client);
    for (const migration of migrations) refuseChanged(migration, applied);
    const due = migrations.filter(({ name }) => !applied.has(name));
    for (const migration of due) await apply(client, migration);
    return due.map(({ name }) => name);
  });
}

async function readMigrations(dir: string): Promise<readonly Migration[]> {
  const folders = (await readdir(dir, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map(({ name }) => name);
  if (folders.length === 0) throw new StoreError('migration_failed', `no migrations in \`${dir}\``);
  return Promise.all(
    folders.sort().map(async (name) => {
      const sql = await readFile(join(dir, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

async function history(client: pg.Client): Promise<ReadonlyMap<string, string>> {
  const { rows } = await client.query<{ migration_name: string; checksum: string }>(
    'SELECT migration_name, checksum FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
  );
  return new Map(rows.map((row) => [row.migration_name, row.checksum]));
}

function refuseChanged({ name, checksum }: Migration, applied: ReadonlyMap<string, string>): void {
  const before = applied.get(name);
  if (before === undefined || before === checksum) return;
  throw new StoreError('migration_changed', `migration \`${name}\` was changed after it was applied; restore it and add a new one`);
}

async function apply(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  try {
    await client.query('BEGIN');
    await client.query(sql);
    await client.query(
      'INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count) VALUES ($1, $2, $3, clock_timestamp(), 1)',
      [randomUUID(), checksum, name],
    );
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw new StoreError('migration_failed', `migration \`${name}\` failed: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

async function withLock<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  // A connection that breaks rejects the query in flight; the event itself needs no second handling.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    return await work(client);
  } finally {
    await client.end();
  }
}

/** The URLs of the roles that services connect as. */
export interface ProvisionedRoles {
  /** The decision path and the worker. */
  readonly appUrl: string;
  /** The job queue, in a schema of its own. */
  readonly queueUrl: string;
  /** Reads everything, changes nothing. */
  readonly auditUrl: string;
  /** Erases disclosures. */
  readonly eraseUrl: string;
}

/**
 * Lets the roles log in. Their passwords follow from `password`, by default the one in `url`, so that every start gives
 * the same URLs and nothing more has to be kept; the other direction would mean inverting an HMAC.
 */
export async function provision({ url, password }: { readonly url: string; readonly password?: string }): Promise<ProvisionedRoles> {
  const seed = password ?? decodeURIComponent(new URL(url).password);
  if (seed === '') throw new StoreError('migration_failed', 'give a `password`: the url has none to derive the roles from');
  const secret = (role: string): string => createHmac('sha256', seed).update(role).digest('base64url');
  await withLock(url, async (client) => {
    for (const role of ['writ_app', 'writ_queue', 'writ_audit', 'writ_erase']) {
      await client.query(`ALTER ROLE ${role} LOGIN PASSWORD ${client.escapeLiteral(secret(role))}`);
    }
    await client.query('ALTER ROLE writ_queue SET search_path = writ_queue');
    // BullMQ opens its migrations with CREATE SCHEMA IF NOT EXISTS, which PostgreSQL refuses without this even where the schema is there.
    await client.query(
      `GRANT CREATE ON DATABASE ${client.escapeIdentifier(decodeURIComponent(new URL(url).pathname.slice(1)) || 'postgres')} TO writ_queue`,
    );
  });
  const urlOf = (role: string): string => {
    const own = new URL(url);
    own.username = role;
    own.password = secret(role);
    return own.href;
  };
  return { appUrl: urlOf('writ_app'), queueUrl: urlOf('writ_queue'), auditUrl: urlOf('writ_audit'), eraseUrl: urlOf('writ_erase') };
}

import pg from 'pg';
import type { BatchMessage } from './batch-message.js';
import { BatchQuery } from './batch-query.js';
import type { Fields, TenantBatch } from './batch-query.js';
import { PREPARE_REACHES, beginWith } from './reach.js';
import type { Reach } from './reach.js';
import { ReachingQuery } from './reaching-query.js';
import { StoreError } from './store-error.js';

/** How long anything may take: a stopped or frozen server must not hold a decision for longer. */
const PATIENCE_MS = 5_000;
const TIMESTAMPTZ = 1184;

/** A statement prepared once per connection under its name. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** Connections to a database, used as one tenant or, where that is meant, as all of them: there is no statement without either. */
export interface Connections {
  /** What sees and writes the rows of that tenant alone. */
  of(tenant: string): Reached;
  /** What sees and writes the rows of every tenant, as far as the role `writ_across` may. */
  readonly across: Reached;
  /** What fills the projections anew, as the role `writ_rebuild`: only who owns the tables may. */
  readonly rebuilding: Reached;
  /** What belongs to no tenant but to the whole deployment. */
  readonly deployment: Reached;
  /** Runs a statement over batches, each as its tenant, durably as one transaction: of each the fields of its first row, as text. */
  writeBatches(statement: Statement, batches: readonly TenantBatch[]): Promise<readonly Fields[]>;
  readonly close: () => Promise<void>;
}

/** Statements that reach so far. */
export interface Reached {
  query<Row>(statement: Statement, values?: readonly unknown[]): Promise<readonly Row[]>;
  /** As `query`, for what must be durable: a warning at its commit rejects. */
  write<Row>(statement: Statement, values?: readonly unknown[]): Promise<readonly Row[]>;
  /** Runs statements as one durable transaction: whatever is thrown undoes all of them. */
  transact<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
}

/** Values of a statement whose first is the tenant. */
export type TenantValues = readonly [tenantId: string, ...values: unknown[]];

/** What can be done inside a transaction. */
export interface Transaction extends Pick<Reached, 'query'> {
  /** Runs a statement over a batch: the fields of its first row, as text. */
  readonly writeBatch: (statement: Statement, message: BatchMessage) => Promise<Fields>;
}

/**
 * Planner settings: plans are made once, often while the tables are still empty, and must be right when they are full.
 * Every lookup of this package has its index.
 */
const SETTINGS = {
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  plan_cache_mode: 'force_generic_plan',
  jit: 'off',
  timezone: 'UTC',
  datestyle: 'ISO',
} as const;

interface ConnectionsOptions {
  readonly url: string;
  /** Connections at most. */
  readonly size: number;
  /** How long a statement may take; null for one that may take as long as it needs. */
  readonly patienceMs?: number | null;
}

/** A pool that connects when needed, so that it survives every restart of the server. */
export function openConnections({ url, size, patienceMs = PATIENCE_MS }: ConnectionsOptions): Connections {
  const patience = patienceMs === null ? {} : { query_timeout: patienceMs, statement_timeout: patienceMs };
  const pool = new pg.Pool({
    connectionString: url,
    max: size,
    connectionTimeoutMillis: PATIENCE_MS,
    ...patience,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    application_name: 'writ',
    options: Object.entries(SETTINGS)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' '),
    // eslint-disable-next-line @typescript-eslint/no-misused-promises -- the pool awaits this hook, its types lag behind
    onConnect: begin,
  });
  surviveBreaks(pool);
  return {
    of: (tenant) => reached(pool, { tenant }),
    across: reached(pool, { role: 'writ_across' }),
    rebuilding: reached(pool, { role: 'writ_rebuild' }),
    deployment: reached(pool, { tenant: '*' }),
    writeBatches: async (statement, batches) => durably(pool, async (client) => new BatchQuery(statement, batches).on(client)),
    close: async () => pool.end(),
  };
}

const reached = (pool: pg.Pool, reach: Reach): Reached => ({
  query: async <Row>(statement: Statement, values: readonly unknown[] = []) =>
    [...Object.values(reach), ...values].some(isUnstorable)
      ? []
      : on(pool, async (client) => new ReachingQuery<Row>(reach, { ...statement, values: [...values], types }).rowsOn(client)),
  write: async <Row>(statement: Statement, values: readonly unknown[] = []) =>
    durably(pool, async (client) => new ReachingQuery<Row>(reach, { ...statement, values: [...values], types }).rowsOn(client)),
  transact: async (work) => durably(pool, async (client) => transaction(client, reach, work)),
});

/**
 * A connection that breaks says so as an event, and one that nobody hears ends the process. An idle one leaves the pool by
 * itself; one in use, about which the pool is silent, fails whatever is asked of it next.
 */
export function surviveBreaks(pool: pg.Pool): void {
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
}

/** Where it throws, the connection is thrown away, and the server undoes what was begun. */
async function transaction<T>(client: pg.PoolClient, reach: Reach, work: (transaction: Transaction) => Promise<T>): Promise<T> {
  await client.query(beginWith(client, reach));
  const result = await work({
    query: async <Row>(statement: Statement, values: readonly unknown[] = []) => rowsOf<Row>(client, statement, values),
    writeBatch: async (statement, message) => (await new BatchQuery(statement, [{ tenant: null, message }]).on(client))[0] ?? [],
  });
  await client.query('COMMIT');
  return result;
}

/** Text with a NUL: PostgreSQL cannot store it, so no row has it, and asking would look like a broken database. */
const isUnstorable = (value: unknown): boolean => typeof value === 'string' && value.includes('\0');

/** A server that may lose what it has acknowledged holds no evidence. */
async function begin(client: pg.ClientBase): Promise<void> {
  await client.query(PREPARE_REACHES);
  const { rows } = await client.query<{ fsync: string; pages: string; commit: string }>(
    "SELECT current_setting('fsync') AS fsync, current_setting('full_page_writes') AS pages, current_setting('synchronous_commit') AS commit",
  );
  const [found] = rows;
  if (found?.fsync === 'on' && found.pages === 'on' && !['off', 'local'].includes(found.commit)) return;
  throw new StoreError(
    'unsafe_settings',
    'the database may lose commits: `fsync`, `full_page_writes` and `synchronous_commit` must be `on`',
  );
}

async function rowsOf<Row>(client: pg.PoolClient, statement: Statement, values: readonly unknown[]): Promise<readonly Row[]> {
  const { rows } = await client.query<Row & pg.QueryResultRow>({ ...statement, values: [...values], types });
  return rows;
}

async function on<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    const result = await work(client);
    client.release();
    return result;
  } catch (error) {
    // The connection may be in the middle of anything.
    client.release(true);
    throw error;
  }
}

async function durably<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  return on(pool, async (client) => {
    const warnings: string[] = [];
    const onNotice = (notice: { readonly code?: string | undefined; readonly message?: string | undefined }): void => {
      if (notice.code !== '00000') warnings.push(notice.message ?? 'a warning');
    };
    client.on('notice', onNotice);
    try {
      const result = await work(client);
      // A commit whose wait for a standby was cancelled arrives as success with a warning: it may yet be lost.
      if (warnings.length > 0) throw new StoreError('outcome_unknown', `the commit came with a warning: ${warnings.join('; ')}`);
      return result;
    } finally {
      client.off('notice', onNotice);
    }
  });
}

const types = { getTypeParser };

/** Times are text with milliseconds, as the hashes cover them. */
function getTypeParser(type: number): (value: string) => unknown {
  if (type === TIMESTAMPTZ) return (value) => new Date(value.replace(' ', 'T').replace(/\+00$/u, 'Z')).toISOString();
  const parse: (type: number, format: 'text') => (value: string) => unknown = pg.types.getTypeParser;
  return parse(type, 'text');
}

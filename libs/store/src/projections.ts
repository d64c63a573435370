import { setTimeout as sleep } from 'node:timers/promises';
import { batchMessage } from './batch-message.js';
import { openConnections } from './connections.js';
import type { Connections, Transaction } from './connections.js';
import { projectRows } from './project-rows.js';
import type { FedRow, ProjectedRows } from './project-rows.js';
import * as sql from './projection-statements.js';
import { seenAfter } from './snapshot.js';
import { StoreError } from './store-error.js';

/** Rows of the log that one transaction projects. */
const BATCH = 500;
/** Rows that are waited for are counted up to here. */
const MOST_COUNTED = 100_000;
/** How long who reads a list waits for it to be up to date. */
const PATIENCE_MS = 1_000;

/** How far what people query is behind the log. */
export interface ProjectionLag {
  /** Rows of the log that are not in it yet; counted up to a bound. */
  readonly rows: number;
  /** The age of the oldest of them. */
  readonly seconds: number;
}

/** What people query: filled from the log, which alone decisions rest on. */
export interface Projections {
  /** Brings it up to date; how many rows of the log that took. */
  project(): Promise<number>;
  lag(): Promise<ProjectionLag>;
}

interface Cursor {
  readonly before: string;
  readonly now: string;
  readonly lost: boolean;
}
type Fed = FedRow & { readonly xid: string };

/** What a transaction did: null where another one is at it. */
interface Step {
  readonly rows: number;
  readonly more: boolean;
}

/** The projections of a database. */
export const projectionsOf = (db: Connections): Projections => ({
  project: async () => project(db),
  lag: async () => (await db.across.query<ProjectionLag>(sql.LAG, [MOST_COUNTED]))[0] ?? { rows: 0, seconds: 0 },
});

async function project(db: Connections): Promise<number> {
  let rows = 0;
  for (;;) {
    const done = (await standingOf(db)).behind ? await step(db) : null;
    rows += done?.rows ?? 0;
    if (done?.more !== true) break;
  }
  await refuseBroken(db);
  return rows;
}

interface Standing {
  readonly behind: boolean;
  readonly failure: string | null;
}

const standingOf = async (db: Connections): Promise<Standing> =>
  (await db.across.query<Standing>(sql.BEHIND))[0] ?? { behind: false, failure: '`projection_cursor` is empty' };

/** All other sessions went on, whoever met a row that is broken; whose work this is says so until it is mended and rebuilt. */
async function refuseBroken(db: Connections): Promise<void> {
  const { failure } = await standingOf(db);
  if (failure !== null) throw new StoreError('log_broken', failure);
}

/**
 * Projects what can be seen and was not yet, and moves the cursor, in one transaction: a crash before its end leaves
 * both where they were. A row that was committed with an earlier one still under way is projected at once; the cursor
 * remembers which were under way.
 */
async function step(db: Connections): Promise<Step | null> {
  return db.across.transact(async (transaction) => {
    if ((await transaction.query<{ readonly locked: boolean }>(sql.TRY_LOCK))[0]?.locked !== true) return null;
    const [cursor] = await transaction.query<Cursor>(sql.CURSOR);
    if (cursor === undefined) throw new StoreError('log_broken', '`projection_cursor` is empty');
    if (cursor.lost) return refill(transaction, cursor.now);
    const rows = await transaction.query<Fed>(sql.FEED, [cursor.before, BATCH]);
    const projected = projectRows(rows);
    await write(transaction, projected);
    const last = rows.length < BATCH ? null : BigInt(rows.at(-1)?.xid ?? 0);
    await transaction.query(sql.PUT_CURSOR, [last === null ? cursor.now : seenAfter({ ...cursor, last })]);
    return { rows: rows.length, more: last !== null };
  });
}

async function write({ query, writeBatch }: Transaction, projected: ProjectedRows): Promise<void> {
  for (const { tenant_id, session_id, message } of projected.broken) await query(sql.ADD_FAILURE, [tenant_id, session_id, message]);
  if (projected.sessions.length === 0) return;
  const message = batchMessage(sql.WRITE_PROJECTIONS.name, sql.projectionTables(projected));
  await writeBatch(sql.WRITE_PROJECTIONS, message);
  message.release();
}

/** Projects the whole log. Nobody is woken up for it: who waits was told of, or is found by the deadline. */
async function refill(transaction: Transaction, now: string): Promise<Step> {
  let rows = 0;
  let at: readonly (string | number)[] = ['', '', -1];
  for (;;) {
    const fed = await transaction.query<Fed>(sql.FEED_ALL, [...at, BATCH]);
    const last = fed.at(-1);
    if (last === undefined) break;
    const projected = projectRows(fed);
    await write(transaction, { ...projected, wakeups: [] });
    rows += fed.length;
    at = [last.tenant_id, last.session_id, last.seq];
  }
  await transaction.query(sql.PUT_CURSOR, [now]);
  return { rows, more: false };
}

/**
 * Empties the projections and fills them from the log, in one transaction: who reads meanwhile reads what was there before,
 * decisions go on, and a crash leaves everything as it was. Of a role that owns the tables.
 */
export async function rebuildProjections({ url }: { readonly url: string }): Promise<{ readonly rows: number }> {
  const db = openConnections({ url, size: 1, patienceMs: null });
  try {
    const { rows } = await db.rebuilding.transact(async (transaction) => {
      await transaction.query(sql.LOCK);
      const [cursor] = await transaction.query<Cursor>(sql.CURSOR);
      for (const statement of sql.EMPTY) await transaction.query(statement);
      return refill(transaction, cursor?.now ?? '1:1:');
    });
    await refuseBroken(db);
    return { rows };
  } finally {
    await db.close();
  }
}

/**
 * Brings the projections up to date for somebody who is about to read them, so that what was committed before is seen. Best
 * effort: where they cannot be, the list is read as it is, and the lag says how old that is.
 */
export async function catchUp(db: Connections, patienceMs: number = PATIENCE_MS): Promise<void> {
  const until = Date.now() + patienceMs;
  for (;;) {
    try {
      if (!(await standingOf(db)).behind) return;
      const done = await step(db);
      if (done !== null && !done.more) return;
      if (done === null) await sleep(5);
    } catch {
      return;
    }
    if (Date.now() > until) return;
  }
}

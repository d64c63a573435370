import type { DeferredRow, Outbox, OutboxRow, ReceiptRow, Store } from '@writ/engine';
import type { Connections, Statement, TenantValues } from './connections.js';
import { DECIDED_COLUMNS, RECEIPTS_COLUMNS, toDecided, toReceipts } from './log-reads.js';
import type { DecidedRow, ReceiptsRow } from './log-reads.js';
import { catchUp } from './projections.js';
import { SESSION_COLUMNS, toSummary } from './rows.js';
import type { SessionRow } from './rows.js';

const statement = (name: string, text: string): Statement => ({ name: `writ_${name}`, text });

/** Decisions by what chooses their projections `d`; what is told of them is what the log says. */
export const DECISIONS_WHERE = `SELECT ${DECIDED_COLUMNS} FROM decisions d
   JOIN log l ON l.tenant_id = d.tenant_id AND l.session_id = d.session_id AND l.seq = d.seq WHERE`;

// `IS NOT DISTINCT FROM` keeps a tenant's condition away from the primary key where another index is meant (see the migration).
const SESSIONS = statement(
  'sessions',
  `SELECT ${SESSION_COLUMNS} FROM sessions WHERE tenant_id COLLATE "C" = $1 ORDER BY opened_at DESC, session_id DESC LIMIT $2`,
);
const PENDING = statement(
  'pending',
  `${DECISIONS_WHERE} d.tenant_id COLLATE "C" = $1 AND d.state = 'pending'
   AND ($3::timestamptz IS NULL OR (d.deadline, d.decision_id COLLATE "C") > ($3, $4)) ORDER BY d.deadline, d.decision_id COLLATE "C" LIMIT $2`,
);
// Only ever what is pending, by the sweeper's index.
const DEFERRED = statement(
  'deferred',
  `SELECT ${DECIDED_COLUMNS}, s.entry_seq FROM decisions d
   JOIN log l ON l.tenant_id = d.tenant_id AND l.session_id = d.session_id AND l.seq = d.seq
   JOIN sessions s ON s.tenant_id = d.tenant_id AND s.session_id = d.session_id
   WHERE d.state = 'pending' AND d.waits_for = 'DEFER' AND ($1::timestamptz IS NULL OR (d.deadline, d.decision_id) > ($1::timestamptz, $2::text))
   ORDER BY d.deadline, d.decision_id LIMIT $3`,
);
// Newest first along the primary key, so that a long history costs no more than a short one.
const NEWEST = '(SELECT * FROM decisions WHERE tenant_id = $1 ORDER BY decision_id DESC LIMIT 20000)';
const BEGAN_WITH = statement(
  'began_with',
  `SELECT ${DECIDED_COLUMNS} FROM ${NEWEST} d JOIN log l ON l.tenant_id = d.tenant_id AND l.session_id = d.session_id AND l.seq = d.seq
   WHERE d.initial_result = $3 ORDER BY d.decision_id DESC LIMIT $2`,
);
const COUNTED = statement('counted', `SELECT count(*)::int AS of FROM ${NEWEST} newest`);
const OVERDUE = statement(
  'overdue',
  `(${DECISIONS_WHERE} d.state = 'pending' AND d.deadline <= statement_timestamp() ORDER BY d.deadline LIMIT $1)
   UNION ALL
   (${DECISIONS_WHERE} d.outcome = 'awaited' AND d.state = 'final' AND d.outcome_deadline <= statement_timestamp() ORDER BY d.outcome_deadline LIMIT $1)
   LIMIT $1`,
);
const RECEIPT = statement(
  'receipt',
  `SELECT ${RECEIPTS_COLUMNS} FROM receipts r JOIN log l ON l.tenant_id = r.tenant_id AND l.session_id = r.session_id AND l.seq = r.log_seq
   WHERE r.receipt_id = $2 AND r.tenant_id IS NOT DISTINCT FROM $1`,
);
const TAKE = statement(
  'take',
  // Materialized: a rescan of the subquery would take more than the limit.
  `WITH t AS MATERIALIZED (SELECT tenant_id, decision_id FROM outbox LIMIT $1 FOR UPDATE SKIP LOCKED)
   DELETE FROM outbox o USING t WHERE o.tenant_id = t.tenant_id AND o.decision_id = t.decision_id RETURNING o.tenant_id, o.decision_id, o.due_at`,
);

type Listings = Pick<Store, 'sessions' | 'pending' | 'deferred' | 'deferrals' | 'asked' | 'overdue' | 'receipt'> & Outbox;

/** What is found by anything but its session or its own id: projections lead to it, brought up to date first. */
export function listingReads(db: Connections): Listings {
  const fresh = async <Row>(prepared: Statement, [tenantId, ...values]: TenantValues): Promise<readonly Row[]> => {
    await catchUp(db);
    return db.of(tenantId).query<Row>(prepared, [tenantId, ...values]);
  };
  const decided = async (prepared: Statement, values: TenantValues): ReturnType<Store['overdue']> =>
    readable(await fresh<DecidedRow>(prepared, values), toDecided);
  const freshAcross = async <Row>(prepared: Statement, values: readonly unknown[]): Promise<readonly Row[]> => {
    await catchUp(db);
    return db.across.query<Row>(prepared, values);
  };
  return {
    sessions: async (tenantId, { limit }) => (await fresh<SessionRow>(SESSIONS, [tenantId, limit])).map(toSummary),
    pending: async (tenantId, { limit, after = null }) =>
      decided(PENDING, [tenantId, limit, after?.deadline ?? null, after?.decision_id ?? null]),
    deferred: async ({ after, limit }) => {
      const values = [after?.deadline ?? null, after?.decision_id ?? null, limit];
      const rows = await freshAcross<DecidedRow & { readonly entry_seq: number }>(DEFERRED, values);
      return readable(rows, (row): DeferredRow => ({ record: toDecided(row), entry_seq: row.entry_seq }));
    },
    deferrals: async (tenantId, { limit }) => decided(BEGAN_WITH, [tenantId, limit, 'DEFER']),
    asked: async (tenantId, { limit }) => {
      const records = await decided(BEGAN_WITH, [tenantId, limit, 'STEP_UP']);
      const [counted] = await db.of(tenantId).query<{ readonly of: number }>(COUNTED, [tenantId]);
      return { records, of: counted?.of ?? 0 };
    },
    overdue: async (limit) => readable(await freshAcross<DecidedRow>(OVERDUE, [limit]), toDecided),
    receipt: async (tenantId, receiptId) => {
      const [row] = await fresh<ReceiptsRow>(RECEIPT, [tenantId, receiptId]);
      const found: ReceiptRow | undefined = row && toReceipts(row).find(({ receipt_id }) => receipt_id === receiptId);
      return row === undefined || found === undefined ? null : { ...found, session_id: row.session_id };
    },
    // A taker that dies after the commit loses its wake-ups; the sweeper finds their decisions by deadline.
    take: async (limit) => {
      await catchUp(db);
      return db.across.write<OutboxRow>(TAKE, [limit]);
    },
  };
}

/** A row that is not what was appended hides no other. It is told of once there is nothing else. */
export function readable<Row, T>(rows: readonly Row[], read: (row: Row) => T): readonly T[] {
  const found: T[] = [];
  let first: unknown;
  for (const row of rows) {
    try {
      found.push(read(row));
    } catch (error) {
      first ??= error;
    }
  }
  if (first instanceof Error && found.length === 0) throw first;
  return found;
}

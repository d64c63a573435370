import type { OutboxRow } from '@writ/engine';
import { int, names, parameters, table, text, time } from './batch-message.js';
import type { Column } from './batch-message.js';
import type { Statement } from './connections.js';
import { seqAfter } from './log-row.js';
import { askedBy } from './project-rows.js';
import type { DecisionChange, ProjectedRows, SessionChange } from './project-rows.js';

const MOVED: readonly Column<SessionChange>[] = [
  text('tenant_id', ({ last }) => last.tenant_id),
  text('session_id', ({ last }) => last.session_id),
  text('status', ({ last }) => (last.closed ? 'closed' : 'open')),
  int('seq', ({ last }) => seqAfter(last)),
  int('entry_seq', ({ last }) => last.entry_seq),
  text('entry_hash', ({ last }) => last.entry_hash),
  int('receipt_seq', ({ last }) => last.receipt_seq),
  text('receipt_hash', ({ last }) => last.receipt_hash),
  int('decisions', ({ decisions }) => decisions),
  int('pending', ({ pending }) => pending),
];
const OPENED: readonly Column<SessionChange>[] = [
  ...MOVED,
  text('pep_id', ({ open }) => open?.pep_id ?? null),
  text('host_session_id', ({ open }) => open?.host_session_id ?? null),
  text('parent_session_id', ({ open }) => open?.parent_session_id ?? null),
  text('agent_type', ({ open }) => open?.agent_type ?? null),
  text('agent_instance', ({ open }) => open?.agent_instance ?? null),
  text('principal', ({ open }) => open?.principal ?? null),
  time('opened_at', ({ open }) => open?.opened_at ?? null),
];
const DECISION: readonly Column<DecisionChange>[] = [
  text('tenant_id', ({ record }) => record.tenant_id),
  text('decision_id', ({ record }) => record.decision_id),
  text('session_id', ({ record }) => record.session_id),
  int('seq', ({ seq }) => seq),
  text('state', ({ record }) => record.state),
  time('deadline', ({ record }) => record.deadline),
  text('outcome', ({ record }) => record.outcome),
  time('outcome_deadline', ({ record }) => record.outcome_deadline),
  text('initial_result', ({ record }) => record.answer.initial_result),
  text('waits_for', ({ record }) => record.answer.pending?.kind ?? null),
  text('asks', ({ record }) => askedBy(record)),
  time('escalates_at', ({ record }) => record.answer.pending?.escalation?.at ?? null),
  time('settled_at', ({ settled_at }) => settled_at),
];
const RECEIPT: readonly Column<ProjectedRows['receipts'][number]>[] = [
  text('tenant_id', ({ tenant_id }) => tenant_id),
  text('session_id', ({ session_id }) => session_id),
  int('seq', ({ head }) => head.seq),
  int('log_seq', ({ seq }) => seq),
  text('receipt_id', ({ head }) => head.receipt_id),
  text('decision_id', ({ head }) => head.decision_id),
  text('kind', ({ head }) => head.kind),
  time('issued_at', ({ head }) => head.issued_at),
];
const WAKEUP: readonly Column<OutboxRow>[] = [
  text('tenant_id', ({ tenant_id }) => tenant_id),
  text('decision_id', ({ decision_id }) => decision_id),
  time('due_at', ({ due_at }) => due_at),
];

/** The tables of {@link WRITE_PROJECTIONS}. */
export const projectionTables = ({ sessions, decisions, receipts, wakeups }: ProjectedRows): readonly ReturnType<typeof table>[] => [
  table({ columns: OPENED, rows: sessions.filter(({ open }) => open !== null) }),
  table({ columns: MOVED, rows: sessions.filter(({ open }) => open === null) }),
  table({ columns: DECISION, rows: decisions.filter(({ made }) => made) }),
  table({ columns: DECISION, rows: decisions.filter(({ made }) => !made) }),
  table({ columns: RECEIPT, rows: receipts }),
  table({ columns: WAKEUP, rows: wakeups }),
];

const after = [OPENED, MOVED, DECISION, DECISION, RECEIPT].reduce<readonly number[]>(
  (sums, { length }) => [...sums, (sums.at(-1) ?? 0) + length],
  [0],
);
const rowsOf = (columns: readonly Column<never>[], index: number): string =>
  `unnest(${parameters(columns, after[index])}) AS u (${names(columns)})`;
const insert = (into: string, columns: readonly Column<never>[], index: number): string =>
  `INSERT INTO ${into} (${names(columns)}) SELECT ${names(columns)} FROM ${rowsOf(columns, index)}`;
const put = (columns: readonly Column<never>[], kept: readonly string[]): string =>
  columns
    .filter(({ name }) => !kept.includes(name))
    .map(({ name }) => `${name} = u.${name}`)
    .join(', ');

export const WRITE_PROJECTIONS: Statement = {
  name: 'writ_project',
  text: `WITH opened AS (
  ${insert('sessions', OPENED, 0)}
), moved AS (
  UPDATE sessions s SET ${put(MOVED, ['tenant_id', 'session_id', 'decisions', 'pending'])},
    decisions = s.decisions + u.decisions, pending = s.pending + u.pending
  FROM ${rowsOf(MOVED, 1)} WHERE s.tenant_id = u.tenant_id AND s.session_id = u.session_id
), made AS (
  ${insert('decisions', DECISION, 2)}
), changed AS (
  UPDATE decisions d SET ${put(DECISION, ['tenant_id', 'decision_id', 'session_id', 'settled_at'])}, settled_at = COALESCE(u.settled_at, d.settled_at)
  FROM ${rowsOf(DECISION, 3)} WHERE d.tenant_id = u.tenant_id AND d.decision_id = u.decision_id
), received AS (
  ${insert('receipts', RECEIPT, 4)}
), woken AS (
  ${insert('outbox', WAKEUP, 5)} ON CONFLICT DO NOTHING
)
SELECT 1`,
};

const FED = `l.tenant_id, l.session_id, l.seq, l.xid::text AS xid, l.at, l.first_receipt, l.entry_seq, l.entry_hash, l.receipt_seq, l.receipt_hash,
    l.closed, l.record, split_part(l.receipts, chr(10), 1) AS receipt_heads, s.seq AS known
  FROM log l LEFT JOIN sessions s ON s.tenant_id = l.tenant_id AND s.session_id = l.session_id`;
/** Rows that can be seen now, and could not be in the snapshot `$1`. A restored database has rows of transactions that are yet to come. */
const unseenIn = (snapshot: string): string =>
  `l.xid >= pg_snapshot_xmin(${snapshot}) AND l.xid < pg_snapshot_xmax(pg_current_snapshot()) AND NOT pg_visible_in_snapshot(l.xid, ${snapshot})`;

export const TRY_LOCK: Statement = { name: 'writ_projection_try', text: 'SELECT pg_try_advisory_xact_lock(7420002) AS locked' };
export const LOCK: Statement = { name: 'writ_projection_lock', text: 'SELECT pg_advisory_xact_lock(7420002)' };
/** `lost`: the cursor is of another life of the database, as after its contents were restored. */
export const CURSOR: Statement = {
  name: 'writ_projection_cursor',
  text: `SELECT snapshot::text AS before, pg_current_snapshot()::text AS now,
    pg_snapshot_xmax(snapshot) > pg_snapshot_xmax(pg_current_snapshot()) AS lost FROM projection_cursor`,
};
export const PUT_CURSOR: Statement = { name: 'writ_projection_put', text: 'UPDATE projection_cursor SET snapshot = $1::pg_snapshot' };
/** In the order of transactions, whole ones: of each session the order of its log, as a row is composed on one that was committed. */
export const FEED: Statement = {
  name: 'writ_projection_feed',
  text: `SELECT ${FED} WHERE ${unseenIn('$1::pg_snapshot')} AND (s.seq IS NULL OR s.seq <= l.seq)
  ORDER BY l.xid FETCH FIRST ($2::int) ROWS WITH TIES`,
};
/** From the beginning, session after session. */
export const FEED_ALL: Statement = {
  name: 'writ_projection_feed_all',
  text: `SELECT ${FED} WHERE (l.tenant_id, l.session_id, l.seq) > ($1, $2, $3::int) ORDER BY l.tenant_id, l.session_id, l.seq LIMIT $4`,
};
export const BEHIND: Statement = {
  name: 'writ_projection_behind',
  text: `SELECT pg_snapshot_xmax(c.snapshot) > pg_snapshot_xmax(pg_current_snapshot())
      OR (SELECT 1 FROM log l WHERE ${unseenIn('c.snapshot')} LIMIT 1) IS NOT NULL AS behind,
      (SELECT f.message FROM projection_failures f ORDER BY f.at LIMIT 1) AS failure
    FROM projection_cursor c`,
};
/** The projections may have some of them: those whose transactions were under way when the cursor was read. */
export const LAG: Statement = {
  name: 'writ_projection_lag',
  text: `SELECT count(*)::int AS rows, COALESCE(extract(epoch FROM clock_timestamp() - min(u.at)), 0)::float8 AS seconds
  FROM projection_cursor c CROSS JOIN LATERAL (
    SELECT l.at FROM log l LEFT JOIN sessions s ON s.tenant_id = l.tenant_id AND s.session_id = l.session_id
    WHERE ${unseenIn('c.snapshot')} AND (s.seq IS NULL OR s.seq <= l.seq) ORDER BY l.xid LIMIT $1
  ) u`,
};
export const ADD_FAILURE: Statement = {
  name: 'writ_projection_failure',
  text: 'INSERT INTO projection_failures (tenant_id, session_id, message) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
};
export const EMPTY: readonly Statement[] = ['sessions', 'decisions', 'receipts', 'projection_failures'].map((name) => ({
  name: `writ_projection_empty_${name}`,
  text: `DELETE FROM ${name}`,
}));

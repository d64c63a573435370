import { executes } from '@writ/aarm';
import type { AppendUnit } from '@writ/engine';
import { int, names, parameters, table, text, time } from './batch-message.js';
import type { Column } from './batch-message.js';

interface UnitRow {
  readonly unit: AppendUnit;
}
interface Child<T> {
  readonly at: number;
  readonly unit: AppendUnit;
  readonly row: T;
}
type EntryRow = Child<AppendUnit['entries'][number]>;
type ReceiptOfUnit = Child<AppendUnit['receipts'][number]>;

const record = (unit: AppendUnit): AppendUnit['decision'] => unit.decision ?? unit.change?.record ?? null;

function isNew(unit: AppendUnit): number | null {
  if (unit.decision !== null) return 1;
  return unit.change === null ? null : 0;
}

const UNIT: readonly Column<UnitRow>[] = [
  text('tenant_id', ({ unit }) => unit.tenant_id),
  text('session_id', ({ unit }) => unit.session_id),
  int('from_entry_seq', ({ unit }) => unit.expected?.entry_seq ?? null),
  text('from_entry_hash', ({ unit }) => unit.expected?.entry_hash ?? null),
  int('from_receipt_seq', ({ unit }) => unit.expected?.receipt_seq ?? null),
  text('from_receipt_hash', ({ unit }) => unit.expected?.receipt_hash ?? null),
  int('entry_seq', ({ unit }) => unit.head.entry_seq),
  text('entry_hash', ({ unit }) => unit.head.entry_hash),
  int('receipt_seq', ({ unit }) => unit.head.receipt_seq),
  text('receipt_hash', ({ unit }) => unit.head.receipt_hash),
  text('new_status', ({ unit }) => (unit.close ? 'closed' : null)),
  text('pep_id', ({ unit }) => unit.open?.pep_id ?? null),
  text('host_session_id', ({ unit }) => unit.open?.host_session_id ?? null),
  text('parent_session_id', ({ unit }) => unit.open?.parent_session_id ?? null),
  text('agent_type', ({ unit }) => unit.open?.agent_type ?? null),
  text('agent_instance', ({ unit }) => unit.open?.agent_instance ?? null),
  text('principal', ({ unit }) => unit.open?.principal ?? null),
  time('opened_at', ({ unit }) => unit.open?.opened_at ?? null),
  // 1: a new decision, 0: a change of one, null: none.
  int('is_new', ({ unit }) => isNew(unit)),
  text('decision_id', ({ unit }) => record(unit)?.decision_id ?? null),
  text('idempotency_key', ({ unit }) => record(unit)?.idempotency_key ?? null),
  text('request_digest', ({ unit }) => record(unit)?.request_digest ?? null),
  text('state', ({ unit }) => record(unit)?.state ?? null),
  time('deadline', ({ unit }) => record(unit)?.deadline ?? null),
  text('outcome', ({ unit }) => record(unit)?.outcome ?? null),
  time('outcome_deadline', ({ unit }) => record(unit)?.outcome_deadline ?? null),
  text('answer', ({ unit }) => json(record(unit)?.answer)),
  text('suspended', ({ unit }) => json(record(unit)?.suspended)),
  text('from_state', ({ unit }) => unit.change?.from.state ?? null),
  text('from_outcome', ({ unit }) => unit.change?.from.outcome ?? null),
  text('passkey', ({ unit }) => unit.presence?.credential_id ?? null),
  // As text: a counter has 32 bits without a sign.
  text('passkey_from', ({ unit }) => unit.presence?.from.toString() ?? null),
  text('passkey_to', ({ unit }) => unit.presence?.to.toString() ?? null),
  int('executes', ({ unit }) => (executes(record(unit)?.answer.result ?? 'DENY') ? 1 : 0)),
];

const ENTRY: readonly Column<EntryRow>[] = [
  int('i', ({ at }) => at),
  text('tenant_id', ({ unit }) => unit.tenant_id),
  text('session_id', ({ unit }) => unit.session_id),
  int('seq', ({ row }) => row.seq),
  text('kind', ({ row }) => row.kind),
  time('at', ({ row }) => row.at),
  text('body', ({ row }) => row.body),
  text('prev_hash', ({ row }) => row.prev_hash),
  text('hash', ({ row }) => row.hash),
];

const RECEIPT: readonly Column<ReceiptOfUnit>[] = [
  int('i', ({ at }) => at),
  text('tenant_id', ({ unit }) => unit.tenant_id),
  text('session_id', ({ unit }) => unit.session_id),
  int('seq', ({ row }) => row.seq),
  text('receipt_id', ({ row }) => row.receipt_id),
  text('decision_id', ({ row }) => row.decision_id),
  text('kind', ({ row }) => row.kind),
  time('issued_at', ({ row }) => row.issued_at),
  text('payload', ({ row }) => row.payload),
  text('protected', ({ row }) => row.protected),
  text('signature', ({ row }) => row.signature),
  text('disclosures', ({ row }) => disclosuresOf(row)),
];

/** Joined as their column keeps them. */
export const disclosuresOf = ({ disclosures }: AppendUnit['receipts'][number]): string | null =>
  disclosures.length === 0 ? null : disclosures.join('~');

export function json(value: object | null | undefined): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}

/** The tables of {@link APPEND}; a row's place in the batch counts from 1, as ordinality does. */
export function appendTables(units: readonly AppendUnit[]): readonly ReturnType<typeof table>[] {
  const entries = units.flatMap((unit, index) => unit.entries.map((row) => ({ at: index + 1, unit, row })));
  const receipts = units.flatMap((unit, index) => unit.receipts.map((row) => ({ at: index + 1, unit, row })));
  const rows = units.map((unit) => ({ unit }));
  return [table({ columns: UNIT, rows }), table({ columns: ENTRY, rows: entries }), table({ columns: RECEIPT, rows: receipts })];
}

const WON = 'ANY ((SELECT ids FROM won)::int4[])';

/**
 * One statement, so one commit, for a batch of sessions. `won` is the heart: a unit wins if its session was opened by
 * it or stood exactly at the head it was composed on; all else is inserted for winners only.
 *
 * Two writers: the head's row lock orders them, the second re-reads the head it waited for and loses. A decision that
 * changes, and a passkey that signed it, are locked and re-read in the same way, before their session.
 * A crash before the commit leaves nothing; after it, everything, and the idempotency key finds the answer.
 */
export const APPEND = `
WITH unit AS MATERIALIZED (
  SELECT * FROM unnest(${parameters(UNIT)}) WITH ORDINALITY AS u (${names(UNIT)}, i)
), changed AS MATERIALIZED (
  SELECT u.i FROM unit u JOIN decisions d ON d.tenant_id = u.tenant_id AND d.decision_id = u.decision_id
  WHERE u.is_new = 0 AND d.session_id IS NOT DISTINCT FROM u.session_id AND d.state = u.from_state AND d.outcome IS NOT DISTINCT FROM u.from_outcome
    -- INVARIANT: past its deadline a pending decision can only end in DENY, by this clock.
    AND NOT (d.state = 'pending' AND u.state = 'final' AND u.executes = 1 AND d.deadline <= clock_timestamp())
  FOR UPDATE OF d
), proven AS MATERIALIZED (
  SELECT u.i FROM unit u JOIN passkeys p ON p.tenant_id = u.tenant_id AND p.credential_id = u.passkey
  -- INVARIANT: a passkey that was removed, or has signed something later, moves nothing.
  WHERE p.removed_at IS NULL AND p.counter = u.passkey_from::bigint
  FOR UPDATE OF p
), eligible AS MATERIALIZED (
  SELECT u.* FROM unit u WHERE (u.passkey IS NULL OR u.i IN (SELECT i FROM proven)) AND (u.is_new IS NULL
    OR (u.is_new = 0 AND u.i IN (SELECT i FROM changed))
    OR (u.is_new = 1
      -- Not EXISTS: the planner may hash that over the whole table, and here it must not.
      AND (SELECT d.state FROM decisions d WHERE d.session_id = u.session_id AND d.idempotency_key = u.idempotency_key
        AND d.tenant_id IS NOT DISTINCT FROM u.tenant_id) IS NULL
      AND (SELECT d.state FROM decisions d WHERE d.tenant_id = u.tenant_id AND d.decision_id = u.decision_id) IS NULL))
), opened AS (
  INSERT INTO sessions (tenant_id, session_id, pep_id, host_session_id, parent_session_id, agent_type, agent_instance, principal, status,
    opened_at, entry_seq, entry_hash, receipt_seq, receipt_hash, decisions, pending)
  SELECT tenant_id, session_id, pep_id, host_session_id, parent_session_id, agent_type, agent_instance, principal, COALESCE(new_status, 'open'),
    opened_at, entry_seq, entry_hash, receipt_seq, receipt_hash, COALESCE(is_new, 0), COALESCE((is_new = 1 AND state = 'pending')::int, 0)
  FROM eligible WHERE pep_id IS NOT NULL
  ON CONFLICT DO NOTHING
  RETURNING tenant_id, session_id
), moved AS (
  UPDATE sessions s SET entry_seq = u.entry_seq, entry_hash = u.entry_hash, receipt_seq = u.receipt_seq, receipt_hash = u.receipt_hash,
    status = COALESCE(u.new_status, s.status), decisions = s.decisions + COALESCE(u.is_new, 0),
    pending = s.pending + COALESCE((u.state = 'pending')::int, 0) - COALESCE((u.from_state = 'pending')::int, 0)
  FROM eligible u
  WHERE s.tenant_id = u.tenant_id AND s.session_id = u.session_id AND u.pep_id IS NULL
    AND s.entry_seq = u.from_entry_seq AND s.entry_hash = u.from_entry_hash
    AND s.receipt_seq = u.from_receipt_seq AND s.receipt_hash = u.from_receipt_hash
  RETURNING u.i
), won AS MATERIALIZED (
  SELECT array_agg(i::int4) AS ids FROM (
    SELECT i FROM moved UNION ALL SELECT u.i FROM opened o JOIN unit u ON u.tenant_id = o.tenant_id AND u.session_id = o.session_id
  ) winners
), new_entries AS (
  INSERT INTO entries (tenant_id, session_id, seq, kind, at, body, prev_hash, hash)
  SELECT tenant_id, session_id, seq, kind, at, body, prev_hash, hash
  FROM unnest(${parameters(ENTRY, UNIT.length)}) AS e (${names(ENTRY)}) WHERE i = ${WON}
), receipt AS MATERIALIZED (
  SELECT * FROM unnest(${parameters(RECEIPT, UNIT.length + ENTRY.length)}) AS r (${names(RECEIPT)}) WHERE i = ${WON}
), new_receipts AS (
  INSERT INTO receipts (tenant_id, session_id, seq, receipt_id, decision_id, kind, issued_at, payload, protected, signature)
  SELECT tenant_id, session_id, seq, receipt_id, decision_id, kind, issued_at, payload, protected, signature FROM receipt
), new_disclosures AS (
  INSERT INTO disclosures (tenant_id, session_id, receipt_seq, body)
  SELECT tenant_id, session_id, seq, disclosures FROM receipt WHERE disclosures IS NOT NULL
), new_decisions AS (
  INSERT INTO decisions (tenant_id, decision_id, session_id, receipt_seq, idempotency_key, request_digest, state, deadline, outcome,
    outcome_deadline, answer, suspended)
  SELECT tenant_id, decision_id, session_id, receipt_seq, idempotency_key, request_digest, state, deadline, outcome,
    outcome_deadline, answer, suspended FROM unit WHERE is_new = 1 AND i = ${WON}
), new_outbox AS (
  INSERT INTO outbox (tenant_id, decision_id, due_at)
  SELECT tenant_id, decision_id, deadline FROM unit WHERE is_new = 1 AND state = 'pending' AND i = ${WON}
), changed_decisions AS (
  UPDATE decisions d SET state = u.state, deadline = u.deadline, outcome = u.outcome, outcome_deadline = u.outcome_deadline,
    answer = u.answer, suspended = u.suspended
  FROM unit u WHERE u.is_new = 0 AND u.i = ${WON} AND d.tenant_id = u.tenant_id AND d.decision_id = u.decision_id
), counted AS (
  UPDATE passkeys p SET counter = u.passkey_to::bigint
  FROM unit u WHERE u.i = ${WON} AND p.tenant_id = u.tenant_id AND p.credential_id = u.passkey
)
SELECT COALESCE(ids, '{}') AS ids FROM won`;

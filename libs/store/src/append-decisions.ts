import type { AppendUnit } from '@writ/engine';
import { disclosuresOf, json } from './append-statement.js';
import { int, names, parameters, table, text, time } from './batch-message.js';
import type { Column } from './batch-message.js';

/** A unit that does nothing but add a new decision to an open session: by far the most frequent. */
interface NewDecision extends AppendUnit {
  readonly expected: NonNullable<AppendUnit['expected']>;
  readonly decision: NonNullable<AppendUnit['decision']>;
  readonly entries: readonly [Entry, Entry];
  readonly receipts: readonly [Receipt];
}
type Entry = AppendUnit['entries'][number];
type Receipt = AppendUnit['receipts'][number];

/** Whether {@link APPEND_DECISIONS} can write it: an action, its decision and their receipt, all of one moment. */
export function isNewDecision(unit: AppendUnit): unit is NewDecision {
  const { decision, entries, receipts } = unit;
  if (
    decision === null ||
    unit.expected === null ||
    unit.open !== null ||
    unit.close ||
    unit.change !== null ||
    unit.presence !== undefined
  )
    return false;
  const [action, decided] = entries;
  const [receipt] = receipts;
  if (entries.length !== 2 || receipts.length !== 1 || action === undefined || decided === undefined || receipt === undefined) return false;
  return (
    action.kind === 'action' &&
    decided.kind === 'decision' &&
    receipt.kind === 'decision' &&
    receipt.decision_id === decision.decision_id &&
    action.at === decided.at &&
    action.at === receipt.issued_at
  );
}

const COLUMNS: readonly Column<NewDecision>[] = [
  text('tenant_id', (unit) => unit.tenant_id),
  text('session_id', (unit) => unit.session_id),
  int('entry_seq', ({ expected }) => expected.entry_seq),
  text('entry_hash', ({ expected }) => expected.entry_hash),
  int('receipt_seq', ({ expected }) => expected.receipt_seq),
  text('receipt_hash', ({ expected }) => expected.receipt_hash),
  text('new_receipt_hash', ({ head }) => head.receipt_hash),
  time('at', ({ entries }) => entries[0].at),
  text('action', ({ entries }) => entries[0].body),
  text('action_hash', ({ entries }) => entries[0].hash),
  text('decided', ({ entries }) => entries[1].body),
  text('decided_hash', ({ entries }) => entries[1].hash),
  text('receipt_id', ({ receipts }) => receipts[0].receipt_id),
  text('payload', ({ receipts }) => receipts[0].payload),
  text('protected', ({ receipts }) => receipts[0].protected),
  text('signature', ({ receipts }) => receipts[0].signature),
  text('disclosures', ({ receipts }) => disclosuresOf(receipts[0])),
  text('decision_id', ({ decision }) => decision.decision_id),
  text('idempotency_key', ({ decision }) => decision.idempotency_key),
  text('request_digest', ({ decision }) => decision.request_digest),
  text('state', ({ decision }) => decision.state),
  time('deadline', ({ decision }) => decision.deadline),
  text('outcome', ({ decision }) => decision.outcome),
  time('outcome_deadline', ({ decision }) => decision.outcome_deadline),
  text('answer', ({ decision }) => json(decision.answer)),
  text('suspended', ({ decision }) => json(decision.suspended)),
];

/** The table of {@link APPEND_DECISIONS}. */
export const decisionTable = (units: readonly NewDecision[]): ReturnType<typeof table> => table({ columns: COLUMNS, rows: units });

const FROM_WON = 'FROM unit WHERE i = ANY ((SELECT ids FROM won)::int4[])';

/**
 * What `APPEND` does, for units that are all new decisions: a third less work for the server, and it is most of a busy
 * server's work. The same compare-and-set on the head decides; a decision or key that exists already is a unique
 * violation, which writes nothing and sends the batch to `APPEND`, where it is told apart.
 */
export const APPEND_DECISIONS = `
WITH unit AS MATERIALIZED (
  SELECT * FROM unnest(${parameters(COLUMNS)}) WITH ORDINALITY AS u (${names(COLUMNS)}, i)
), moved AS (
  UPDATE sessions s SET entry_seq = u.entry_seq + 2, entry_hash = u.decided_hash, receipt_seq = u.receipt_seq + 1, receipt_hash = u.new_receipt_hash,
    decisions = s.decisions + 1, pending = s.pending + (u.state = 'pending')::int
  FROM unit u
  WHERE s.tenant_id = u.tenant_id AND s.session_id = u.session_id
    AND s.entry_seq = u.entry_seq AND s.entry_hash = u.entry_hash AND s.receipt_seq = u.receipt_seq AND s.receipt_hash = u.receipt_hash
  RETURNING u.i
), won AS MATERIALIZED (
  SELECT array_agg(i::int4) AS ids FROM moved
), new_entries AS (
  INSERT INTO entries (tenant_id, session_id, seq, kind, at, body, prev_hash, hash)
  SELECT u.tenant_id, u.session_id, e.seq, e.kind, u.at, e.body, e.prev_hash, e.hash
  FROM unit u, LATERAL (VALUES (u.entry_seq + 1, 'action', u.action, u.entry_hash, u.action_hash),
    (u.entry_seq + 2, 'decision', u.decided, u.action_hash, u.decided_hash)) AS e (seq, kind, body, prev_hash, hash)
  WHERE i = ANY ((SELECT ids FROM won)::int4[])
), new_receipts AS (
  INSERT INTO receipts (tenant_id, session_id, seq, receipt_id, decision_id, kind, issued_at, payload, protected, signature)
  SELECT tenant_id, session_id, receipt_seq + 1, receipt_id, decision_id, 'decision', at, payload, protected, signature ${FROM_WON}
), new_disclosures AS (
  INSERT INTO disclosures (tenant_id, session_id, receipt_seq, body)
  SELECT tenant_id, session_id, receipt_seq + 1, disclosures ${FROM_WON} AND disclosures IS NOT NULL
), new_outbox AS (
  INSERT INTO outbox (tenant_id, decision_id, due_at) SELECT tenant_id, decision_id, deadline ${FROM_WON} AND state = 'pending'
), new_decisions AS (
  INSERT INTO decisions (tenant_id, decision_id, session_id, receipt_seq, idempotency_key, request_digest, state, deadline, outcome,
    outcome_deadline, answer, suspended)
  SELECT tenant_id, decision_id, session_id, receipt_seq + 1, idempotency_key, request_digest, state, deadline, outcome,
    outcome_deadline, answer, suspended ${FROM_WON}
)
SELECT COALESCE(ids, '{}') AS ids FROM won`;

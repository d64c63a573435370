import { executes } from '@writ/aarm';
import type { AppendUnit } from '@writ/engine';
import { int, names, parameters, table, text, time } from './batch-message.js';
import type { Column } from './batch-message.js';
import { WAIT, keepWaits } from './wait-counts.js';
import { LAST_ROW, ROW, SAME_HEAD, disclosuresOf, opensKey, recordOf } from './log-columns.js';

interface Disclosed {
  readonly at: number;
  readonly unit: AppendUnit;
  readonly receipt: AppendUnit['receipts'][number];
}

const UNIT: readonly Column<AppendUnit>[] = [
  ...ROW,
  int('closes', ({ close }) => (close ? 1 : 0)),
  text('opens', ({ open }) => (open === null ? null : opensKey(open))),
  time('opened_at', ({ open }) => open?.opened_at ?? null),
  text('pep_id', ({ open }) => open?.pep_id ?? null),
  text('host_session_id', ({ open }) => open?.host_session_id ?? null),
  text('changes', ({ change }) => change?.record.decision_id ?? null),
  text('from_state', ({ change }) => change?.from.state ?? null),
  text('from_outcome', ({ change }) => change?.from.outcome ?? null),
  int('executes', (unit) => (executes(recordOf(unit)?.answer.result ?? 'DENY') ? 1 : 0)),
  ...WAIT,
  text('passkey', ({ presence }) => presence?.credential_id ?? null),
  // As text: a counter has 32 bits without a sign.
  text('passkey_from', ({ presence }) => presence?.from.toString() ?? null),
  text('passkey_to', ({ presence }) => presence?.to.toString() ?? null),
];

const DISCLOSED: readonly Column<Disclosed>[] = [
  int('i', ({ at }) => at),
  text('tenant_id', ({ unit }) => unit.tenant_id),
  text('session_id', ({ unit }) => unit.session_id),
  int('receipt_seq', ({ receipt }) => receipt.seq),
  text('body', ({ receipt }) => disclosuresOf(receipt)),
];

/** The tables of {@link APPEND}; a row's place in the batch counts from 1, as ordinality does. */
export function appendTables(units: readonly AppendUnit[]): readonly ReturnType<typeof table>[] {
  const disclosed = units.flatMap((unit, index) => unit.receipts.map((receipt) => ({ at: index + 1, unit, receipt })));
  const rows = disclosed.filter(({ receipt }) => receipt.disclosures.length > 0);
  return [table({ columns: UNIT, rows: units }), table({ columns: DISCLOSED, rows })];
}

const WON = 'ANY ((SELECT ids FROM won)::int4[])';

/** The newest row about the decision that `u` changes: all of them are of one session, and in its order. */
const NEWEST = `SELECT session_id, state, outcome, deadline FROM (
      (SELECT seq, session_id, state, outcome, deadline FROM log WHERE changes = u.changes AND tenant_id IS NOT DISTINCT FROM u.tenant_id
        ORDER BY seq DESC LIMIT 1)
      UNION ALL
      (SELECT seq, session_id, state, outcome, deadline FROM log WHERE decision_id = u.changes AND tenant_id IS NOT DISTINCT FROM u.tenant_id)
    ) about ORDER BY seq DESC LIMIT 1`;

/**
 * One statement, so one commit, for a batch of sessions. `won` is the heart: a unit wins if it opens a session that is not
 * there, or its session ends exactly where it was composed, and its row is the first at its place.
 *
 * INVARIANT: compare-and-set on the head. A row's place is how many entries and receipts stand before it, and each adds at
 * least one, so the place only grows: the places of a session, each with what it adds, follow each other without a gap. Of
 * two units on one head, both want the same place, and the primary key lets one in, whenever they come. A unit on a head
 * that the session has left finds another last row, or its place taken; one on a head that the session never had finds
 * another last row. What this statement reads of the session lies before that head, and is never changed: if the unit
 * wins, it is what holds. So a decision that changes needs no lock.
 *
 * What may be there once is looked for first, and a unit that finds it loses. Two that claim it at the same moment meet in
 * a unique index: the second is undone with its whole batch, goes again, and finds it.
 * A crash before the commit leaves nothing; after it, everything, and the idempotency key finds the answer.
 */
export const APPEND = `
WITH unit AS MATERIALIZED (
  SELECT * FROM unnest(${parameters(UNIT)}) WITH ORDINALITY AS u (${names(UNIT)}, i)
), changed AS MATERIALIZED (
  SELECT u.i FROM unit u CROSS JOIN LATERAL (${NEWEST}) d
  WHERE d.session_id = u.session_id AND d.state = u.from_state AND d.outcome IS NOT DISTINCT FROM u.from_outcome
    -- INVARIANT: past its deadline a pending decision can only end in DENY, by this clock.
    AND NOT (d.state = 'pending' AND u.state = 'final' AND u.executes = 1 AND d.deadline <= clock_timestamp())
), proven AS MATERIALIZED (
  SELECT u.i FROM unit u JOIN passkeys p ON p.tenant_id = u.tenant_id AND p.credential_id = u.passkey
  -- INVARIANT: a passkey that was removed, or has signed something later, moves nothing.
  WHERE p.removed_at IS NULL AND p.counter = u.passkey_from::bigint
  FOR UPDATE OF p
), eligible AS MATERIALIZED (
  SELECT u.*, COALESCE(p.closed, false) OR u.closes = 1 AS closed FROM unit u LEFT JOIN LATERAL (${LAST_ROW}) p ON true
  WHERE ${SAME_HEAD}
    AND (u.passkey IS NULL OR u.i IN (SELECT i FROM proven))
    AND (u.changes IS NULL OR u.i IN (SELECT i FROM changed))
    -- Not EXISTS: the planner may hash that over the whole table, and here it must not.
    AND (SELECT c.session_id FROM open_sessions c WHERE c.pep_id = u.pep_id AND c.host_session_id = u.host_session_id
      AND c.tenant_id = u.tenant_id) IS NULL
    AND (SELECT k.decision_id FROM idempotency_keys k WHERE k.session_id = u.session_id AND k.key = u.key
      AND k.tenant_id = u.tenant_id) IS NULL
    AND (SELECT d.state FROM log d WHERE d.decision_id = u.decision_id AND d.tenant_id IS NOT DISTINCT FROM u.tenant_id) IS NULL
), added AS (
  INSERT INTO log (tenant_id, session_id, seq, place, first_receipt, entry_seq, entry_hash, receipt_seq, receipt_hash, closed, opens,
    opened_at, decision_id, changes, state, outcome, deadline, record, entries, receipts)
  SELECT tenant_id, session_id, COALESCE(from_entry_seq + from_receipt_seq + 2, 0), i, COALESCE(from_receipt_seq + 1, 0), entry_seq,
    entry_hash, receipt_seq, receipt_hash, closed, opens, opened_at, decision_id, changes, state, outcome, deadline, record, entries, receipts
  FROM eligible ORDER BY i
  ON CONFLICT (tenant_id, session_id, seq) DO NOTHING
  RETURNING place
), won AS MATERIALIZED (
  SELECT array_agg(place) AS ids FROM added
), keyed AS (
  INSERT INTO idempotency_keys (tenant_id, session_id, key, decision_id)
  SELECT tenant_id, session_id, key, decision_id FROM unit WHERE key IS NOT NULL AND i = ${WON}
), host_opened AS (
  INSERT INTO open_sessions (tenant_id, pep_id, host_session_id, session_id)
  SELECT tenant_id, pep_id, host_session_id, session_id FROM unit WHERE pep_id IS NOT NULL AND closes = 0 AND i = ${WON}
), host_closed AS (
  DELETE FROM open_sessions c USING unit u
  WHERE u.closes = 1 AND u.i = ${WON} AND c.session_id = u.session_id AND c.tenant_id IS NOT DISTINCT FROM u.tenant_id
), ${keepWaits(WON)}, disclosed AS (
  INSERT INTO disclosures (tenant_id, session_id, receipt_seq, body)
  SELECT tenant_id, session_id, receipt_seq, body
  FROM unnest(${parameters(DISCLOSED, UNIT.length)}) AS r (${names(DISCLOSED)}) WHERE i = ${WON}
), counted AS (
  UPDATE passkeys p SET counter = u.passkey_to::bigint
  FROM unit u WHERE u.i = ${WON} AND p.tenant_id = u.tenant_id AND p.credential_id = u.passkey
)
SELECT COALESCE(ids, '{}') AS ids FROM won`;

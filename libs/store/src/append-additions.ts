import type { AppendUnit } from '@writ/engine';
import { names, parameters, table, text } from './batch-message.js';
import type { Column } from './batch-message.js';
import { LAST_ROW, ROW, SAME_HEAD, disclosuresOf } from './log-columns.js';

/** A unit that adds to an open session, changes nothing that is there and begins no wait: by far the most frequent. */
export function isAddition({ expected, open, close, change, decision, presence, receipts }: AppendUnit): boolean {
  const adds = expected !== null && open === null && !close && change === null;
  return adds && decision?.state !== 'pending' && presence === undefined && receipts.length <= 1;
}

const COLUMNS: readonly Column<AppendUnit>[] = [
  ...ROW,
  text('disclosures', ({ receipts: [receipt] }) => (receipt === undefined ? null : disclosuresOf(receipt))),
];

/** The table of {@link APPEND_ADDITIONS}. */
export const additionTable = (units: readonly AppendUnit[]): ReturnType<typeof table> => table({ columns: COLUMNS, rows: units });

const WON = 'i = ANY ((SELECT ids FROM won)::int4[])';

/**
 * What `APPEND` does, for units that are all additions: half the work for the server, and it is most of a busy server's
 * work. The same compare-and-set decides. A row, decision or key that was committed meanwhile is a unique violation, which
 * writes nothing and sends the batch to `APPEND`, where it is told apart.
 */
export const APPEND_ADDITIONS = `
WITH unit AS MATERIALIZED (
  SELECT * FROM unnest(${parameters(COLUMNS)}) WITH ORDINALITY AS u (${names(COLUMNS)}, i)
), added AS (
  INSERT INTO log (tenant_id, session_id, seq, place, first_receipt, entry_seq, entry_hash, receipt_seq, receipt_hash, closed, decision_id,
    state, outcome, deadline, record, entries, receipts)
  SELECT u.tenant_id, u.session_id, u.from_entry_seq + u.from_receipt_seq + 2, u.i, u.from_receipt_seq + 1, u.entry_seq, u.entry_hash,
    u.receipt_seq, u.receipt_hash, p.closed, u.decision_id, u.state, u.outcome, u.deadline, u.record, u.entries, u.receipts
  FROM unit u CROSS JOIN LATERAL (${LAST_ROW}) p
  WHERE ${SAME_HEAD}
  RETURNING place
), won AS MATERIALIZED (
  SELECT array_agg(place) AS ids FROM added
), keyed AS (
  INSERT INTO idempotency_keys (tenant_id, session_id, key, decision_id)
  SELECT tenant_id, session_id, key, decision_id FROM unit WHERE key IS NOT NULL AND ${WON}
), disclosed AS (
  INSERT INTO disclosures (tenant_id, session_id, receipt_seq, body)
  SELECT tenant_id, session_id, receipt_seq, disclosures FROM unit WHERE disclosures IS NOT NULL AND ${WON}
)
SELECT COALESCE(ids, '{}') AS ids FROM won`;

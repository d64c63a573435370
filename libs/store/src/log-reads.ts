import type { Entry } from '@writ/aarm';
import type { DecisionRecord, ReceiptRow, SessionRecord } from '@writ/engine';
import { broken, readEntries, readReceipts, readRecord } from './log-row.js';
import type { LogPlace } from './log-row.js';

/**
 * Rows of the log as the driver gives them, and what they hold. A decision rests on nothing else: no projection is read here,
 * and where a claim or an index led to a row, the row itself is asked whether it is the one that was meant.
 */
interface OpeningRow extends LogPlace {
  readonly record: string;
  readonly closed: boolean;
  readonly entry_seq: number;
  readonly entry_hash: string;
  readonly receipt_seq: number;
  readonly receipt_hash: string;
}

/** Sessions by what chooses their opening row `o`, each with where its log ends. */
export const sessionsWhere = (from: string): string =>
  `SELECT o.tenant_id, o.session_id, o.seq, o.record, l.closed, l.entry_seq, l.entry_hash, l.receipt_seq, l.receipt_hash
   FROM ${from}`;
export const LAST = `CROSS JOIN LATERAL (
     SELECT closed, entry_seq, entry_hash, receipt_seq, receipt_hash FROM log
     WHERE tenant_id = o.tenant_id AND session_id = o.session_id ORDER BY seq DESC LIMIT 1
   ) l`;

export function toLoggedSession(row: OpeningRow): SessionRecord {
  const { record, closed, entry_seq, entry_hash, receipt_seq, receipt_hash } = row;
  const { open } = readRecord(row, record);
  if (open === undefined) return broken(row, 'is the first and opens no session');
  return { ...open, status: closed ? 'closed' : 'open', head: { entry_seq, entry_hash, receipt_seq, receipt_hash } };
}

interface EntriesRow extends LogPlace {
  readonly first_receipt: number;
  readonly entries: string;
}
export const ENTRIES_COLUMNS = 'tenant_id, session_id, seq, first_receipt, entries';
export const toEntries = (row: EntriesRow): readonly Entry[] => readEntries(row, row.entries, row.seq - row.first_receipt);

interface ReceiptsRow extends LogPlace {
  readonly first_receipt: number;
  readonly receipts: string;
  /** `<seq> <disclosures>` each; none where there were none, and where they were erased. */
  readonly disclosures: readonly string[];
}
/** Of `l`, a row of the log. */
export const RECEIPTS_COLUMNS = `l.tenant_id, l.session_id, l.seq, l.first_receipt, l.receipts, ARRAY(
    SELECT d.receipt_seq::text || ' ' || d.body FROM disclosures d
    WHERE d.tenant_id = l.tenant_id AND d.session_id = l.session_id AND d.receipt_seq BETWEEN l.first_receipt AND l.receipt_seq
  ) AS disclosures`;

export function toReceipts(row: ReceiptsRow): readonly ReceiptRow[] {
  const disclosures = new Map(row.disclosures.map((each) => [Number.parseInt(each, 10), each.slice(each.indexOf(' ') + 1).split('~')]));
  return readReceipts(row, { receipts: row.receipts, first_receipt: row.first_receipt, disclosures });
}

interface DecidedRow extends LogPlace {
  /** The decision that the row makes or changes. */
  readonly about: string;
  readonly state: DecisionRecord['state'];
  readonly outcome: DecisionRecord['outcome'];
  readonly record: string;
}
/** Of `l`, a row of the log. */
export const DECIDED_COLUMNS =
  'l.tenant_id, l.session_id, l.seq, COALESCE(l.changes, l.decision_id) AS about, l.state, l.outcome, l.record';

export function toDecided(row: DecidedRow): DecisionRecord {
  const { decision } = readRecord(row, row.record);
  // INVARIANT: the statement that changes a decision compares the columns, everybody else reads the record.
  if (decision?.decision_id !== row.about || decision.state !== row.state || decision.outcome !== row.outcome)
    return broken(row, `does not tell of decision \`${row.about}\` what its columns say`);
  return decision;
}

/** The newest row about a decision. `id` and `tenant` are SQL expressions. */
export const newestOf = (id: string, tenant: string): string => `SELECT * FROM (
     (SELECT * FROM log WHERE changes = ${id} AND tenant_id IS NOT DISTINCT FROM ${tenant} ORDER BY seq DESC LIMIT 1)
     UNION ALL
     (SELECT * FROM log WHERE decision_id = ${id} AND tenant_id IS NOT DISTINCT FROM ${tenant})
   ) about ORDER BY seq DESC LIMIT 1`;
export type { DecidedRow, EntriesRow, OpeningRow, ReceiptsRow };

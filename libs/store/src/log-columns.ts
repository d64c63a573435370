import { sha256 } from '@writ/receipt';
import type { AppendUnit, Head, SessionRecord } from '@writ/engine';
import { int, text, time } from './batch-message.js';
import type { Column } from './batch-message.js';
import { writeEntries, writeReceipts, writeRecord } from './log-row.js';

/** The columns of a batch that both append statements have: what a row of the log is made of. */
export const ROW: readonly Column<AppendUnit>[] = [
  text('tenant_id', (unit) => unit.tenant_id),
  text('session_id', (unit) => unit.session_id),
  int('from_entry_seq', ({ expected }) => expected?.entry_seq ?? null),
  text('from_entry_hash', ({ expected }) => expected?.entry_hash ?? null),
  int('from_receipt_seq', ({ expected }) => expected?.receipt_seq ?? null),
  text('from_receipt_hash', ({ expected }) => expected?.receipt_hash ?? null),
  int('entry_seq', ({ head }) => head.entry_seq),
  text('entry_hash', ({ head }) => head.entry_hash),
  int('receipt_seq', ({ head }) => head.receipt_seq),
  text('receipt_hash', ({ head }) => head.receipt_hash),
  text('decision_id', ({ decision }) => decision?.decision_id ?? null),
  text('key', claimedKey),
  text('state', (unit) => recordOf(unit)?.state ?? null),
  text('outcome', (unit) => recordOf(unit)?.outcome ?? null),
  time('deadline', (unit) => recordOf(unit)?.deadline ?? null),
  text('record', writeRecord),
  text('entries', writeEntries),
  text('receipts', writeReceipts),
];

/** The decision that a unit makes or changes, as it leaves it. */
export const recordOf = ({ decision, change }: AppendUnit): AppendUnit['decision'] => decision ?? change?.record ?? null;

/** Nobody can come back with a key that no caller gave. */
function claimedKey({ decision }: AppendUnit): string | null {
  return decision === null || decision.request_digest === '' ? null : decision.idempotency_key;
}

/** What finds the sessions of an agent type for a principal; a digest, as names may be longer than an index takes. */
export const opensKey = ({ tenant_id, principal, agent_type }: Pick<SessionRecord, 'tenant_id' | 'principal' | 'agent_type'>): string =>
  sha256(JSON.stringify([tenant_id, principal, agent_type]));

/** Joined as their column keeps them. */
export const disclosuresOf = ({ disclosures }: AppendUnit['receipts'][number]): string | null =>
  disclosures.length === 0 ? null : disclosures.join('~');

/** Where the log of a session ends; nothing where there is none. Of `u`, a unit. */
export const LAST_ROW = `SELECT entry_seq, entry_hash, receipt_seq, receipt_hash, closed FROM log
    WHERE tenant_id = u.tenant_id AND session_id = u.session_id ORDER BY seq DESC LIMIT 1`;

/** The session that `u` is of ends where the unit was composed. */
export const SAME_HEAD = (['entry_seq', 'entry_hash', 'receipt_seq', 'receipt_hash'] satisfies (keyof Head)[])
  .map((field) => `p.${field} IS NOT DISTINCT FROM u.from_${field}`)
  .join(' AND ');

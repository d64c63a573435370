import type { AppendUnit, Head } from '@writ/engine';
import { GENESIS } from '@writ/receipt';
import { isOneLine, isWritable } from './log-row.js';
import { StoreError } from './store-error.js';

/** What a session's first unit is composed on. */
export const EMPTY_HEAD: Head = { entry_seq: -1, entry_hash: GENESIS, receipt_seq: -1, receipt_hash: GENESIS };

/**
 * Refuses a unit whose rows do not lead from its expected head to its new head. With the compare-and-set on the head
 * this makes both chains gapless whatever the caller does.
 */
export function checkUnit(unit: AppendUnit): void {
  if ((unit.open === null) !== (unit.expected !== null)) broken(unit, 'either it opens the session or it names the expected head');
  if (unit.open !== null && (unit.open.tenant_id !== unit.tenant_id || unit.open.session_id !== unit.session_id))
    broken(unit, 'it opens another session');
  // INVARIANT: each row of the log moves its session's head, so that two that were composed on one head meet.
  if (unit.entries.length + unit.receipts.length === 0) broken(unit, 'it appends nothing');
  if (unit.decision !== null && unit.change !== null) broken(unit, 'it has a new decision and a change of one');
  checkRecord(unit);
  checkChains(unit, unit.expected ?? EMPTY_HEAD);
}

function checkRecord(unit: AppendUnit): void {
  const record = unit.decision ?? unit.change?.record;
  if (record === undefined) return;
  if (record.tenant_id !== unit.tenant_id || record.session_id !== unit.session_id)
    broken(unit, `decision \`${record.decision_id}\` is of another session`);
  if (record.state === 'pending' && record.deadline === null)
    broken(unit, `decision \`${record.decision_id}\` is pending without a deadline`);
}

function checkChains(unit: AppendUnit, from: Head): void {
  let { entry_seq: seq, entry_hash: hash, receipt_seq: receiptSeq } = from;
  for (const entry of unit.entries) {
    if (entry.seq !== ++seq || entry.prev_hash !== hash) broken(unit, `entry ${entry.seq.toString()} does not follow its predecessor`);
    // INVARIANT: the hash covers the text of `at`, so only the form that the database gives back may be stored.
    if (canonicalTime(entry.at) !== entry.at) broken(unit, `entry ${entry.seq.toString()} has the time \`${entry.at}\``);
    if (!isOneLine(entry.body)) broken(unit, `entry ${entry.seq.toString()} has several lines`);
    hash = entry.hash;
  }
  for (const receipt of unit.receipts) {
    if (receipt.seq !== ++receiptSeq) broken(unit, `receipt ${receipt.seq.toString()} does not follow its predecessor`);
    if (!isWritable(receipt)) broken(unit, `receipt ${receipt.seq.toString()} has several lines, or names with what separates them`);
  }
  const { head } = unit;
  if (head.entry_seq !== seq || head.entry_hash !== hash) broken(unit, 'its head is not its last entry');
  if (head.receipt_seq !== receiptSeq) broken(unit, 'its head is not its last receipt');
}

function canonicalTime(at: string): string | null {
  const time = Date.parse(at);
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

function broken(unit: AppendUnit, why: string): never {
  throw new StoreError('unit_broken', `unit of session \`${unit.session_id}\` refused: ${why}`);
}

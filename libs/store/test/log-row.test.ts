import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  readEntries,
  readReceiptHeads,
  readReceipts,
  readRecord,
  seqAfter,
  writeEntries,
  writeReceipts,
  writeRecord,
} from '../src/log-row.js';
import { StoreError } from '../src/store-error.js';
import { decisionRecord, pendingRecord, unit } from './units.js';

const disclosuresOf = ({ receipts }: ReturnType<typeof unit>): ReadonlyMap<number, readonly string[]> =>
  new Map(receipts.map(({ seq, disclosures }) => [seq, disclosures]));

describe('a row of the log', () => {
  it('gives back what was written, byte for byte', () => {
    fc.assert(
      fc.property(fc.nat(3), fc.nat(3), fc.string({ unit: 'grapheme' }), fc.nat(50), (entries, receipts, text, before) => {
        const from = { entry_seq: before, entry_hash: 'sha256:a', receipt_seq: before, receipt_hash: 'sha256:b' };
        const session_id = 's';
        const decision = decisionRecord({ session_id, idempotency_key: text });
        const written = unit({ session: session_id, from, entries, receipts, decision });
        const place = { tenant_id: 't1', session_id, seq: seqAfter(from) };
        expect(readEntries(place, writeEntries(written), from.entry_seq + 1)).toEqual(written.entries);
        const read = { receipts: writeReceipts(written), first_receipt: from.receipt_seq + 1, disclosures: disclosuresOf(written) };
        expect(readReceipts(place, read)).toEqual(written.receipts);
        expect(readRecord(place, writeRecord(written))).toEqual({ decision });
      }),
      { numRuns: 200 },
    );
  });

  it('keeps what opens a session, and what a change was applied to', () => {
    const opening = unit({ session: 's', from: null });
    const { head: _head, status: _status, ...open } = opening.open ?? { head: null, status: null };
    expect(readRecord({ tenant_id: 't1', session_id: 's', seq: 0 }, writeRecord(opening))).toEqual({ open });
    const change = { record: pendingRecord({ session_id: 's' }), from: { state: 'pending', outcome: null } } as const;
    const changing = unit({ session: 's', from: opening.head, change });
    expect(readRecord({ tenant_id: 't1', session_id: 's', seq: 3 }, writeRecord(changing))).toEqual({
      decision: change.record,
      from: change.from,
    });
  });

  const at = { tenant_id: 't1', session_id: 's', seq: 3 };
  const written = unit({ session: 's', from: null });
  const entries = writeEntries(written);
  const receipts = writeReceipts(written);
  const read = (text: string): unknown => readReceipts(at, { receipts: text, first_receipt: 0, disclosures: new Map() });
  it.each<[string, () => unknown]>([
    ['an entry that was cut off', () => readEntries(at, entries.slice(0, entries.lastIndexOf('\n')), 0)],
    ['an entry too many', () => readEntries(at, `${entries}\n{}`, 0)],
    ['an entry without its hash', () => readEntries(at, entries.replace(/ sha256:[0-9a-f]+/u, ''), 0)],
    ['a word too many', () => readEntries(at, entries.replace(';', ';fact '), 0)],
    ['a receipt that was cut off', () => read(receipts.slice(0, receipts.indexOf('\n')))],
    ['a receipt too many', () => read(`${receipts}\n{}`)],
    ['a receipt without its signature', () => readReceiptHeads(at, receipts.split('\n')[0]?.replace(/ \S+$/u, '') ?? '', 0)],
    ['no JSON', () => readRecord(at, '{')],
    ['a session that opens in the middle', () => readRecord(at, writeRecord(written))],
    ['a decision of another session', () => readRecord(at, JSON.stringify({ decision: decisionRecord({ session_id: 'other' }) }))],
    [
      'a decision of another tenant',
      () => readRecord(at, JSON.stringify({ decision: decisionRecord({ session_id: 's', tenant_id: 't2' }) })),
    ],
  ])('that holds %s is refused by name', (_, reading) => {
    expect(reading).toThrow(StoreError);
    expect(reading).toThrow(/row 3 of session `s` of tenant `t1`/u);
  });
});

import type { Entry } from '@writ/aarm';
import type { AppendUnit, DecisionRecord, Head, ReceiptRow, SessionRecord } from '@writ/engine';
import type { ReceiptKind } from '@writ/receipt';
import { StoreError } from './store-error.js';

/** What a row of the log says of its session and of a decision, beside its evidence. */
export interface LogRecord {
  readonly open?: Omit<SessionRecord, 'head' | 'status'>;
  readonly decision?: DecisionRecord;
  /** The state that a change was applied to; absent for a new decision. */
  readonly from?: NonNullable<AppendUnit['change']>['from'];
}

/** Which row: named by whatever is wrong with it. */
export interface LogPlace {
  readonly tenant_id: string;
  readonly session_id: string;
  readonly seq: number;
}

/** Where the row of a unit goes: how many entries and receipts of the session stand before it. */
export const seqAfter = ({ entry_seq, receipt_seq }: Pick<Head, 'entry_seq' | 'receipt_seq'>): number => entry_seq + receipt_seq + 2;

/** The record of a unit, as its column keeps it. */
export function writeRecord({ open, decision, change }: AppendUnit): string {
  if (open === null && change === null) return decision === null ? '{}' : `{"decision":${JSON.stringify(decision)}}`;
  const record: LogRecord = {
    ...(open === null ? {} : { open: openingOf(open) }),
    ...(decision === null ? {} : { decision }),
    ...(change === null ? {} : { decision: change.record, from: change.from }),
  };
  return JSON.stringify(record);
}

const openingOf = ({ head: _head, status: _status, ...opening }: SessionRecord): NonNullable<LogRecord['open']> => opening;

export const readRecord = (place: LogPlace, text: string): LogRecord => {
  const record = parsed(place, text);
  const { open, decision } = record;
  if (open !== undefined && (place.seq !== 0 || isElsewhere(place, open))) broken(place, 'opens another session');
  if (decision !== undefined && isElsewhere(place, decision)) broken(place, 'tells of a decision of another session');
  return record;
};

function parsed(place: LogPlace, text: string): LogRecord {
  try {
    return JSON.parse(text) as LogRecord;
  } catch {
    return broken(place, 'has no readable record');
  }
}

const isElsewhere = (place: LogPlace, { tenant_id, session_id }: Omit<LogPlace, 'seq'>): boolean =>
  tenant_id !== place.tenant_id || session_id !== place.session_id;

/** The hash that the first entry follows and `kind at hash` of each, then the body of each. */
export function writeEntries({ entries }: AppendUnit): string {
  const [first] = entries;
  if (first === undefined) return '';
  let [heads, bodies] = [first.prev_hash, ''];
  for (const { kind, at, hash, body } of entries) {
    heads += `;${kind} ${at} ${hash}`;
    bodies += `\n${body}`;
  }
  return heads + bodies;
}

export function readEntries(place: LogPlace, text: string, firstSeq: number): readonly Entry[] {
  if (text === '') return [];
  const [heads = '', ...bodies] = text.split('\n');
  const [first = '', ...rest] = heads.split(';');
  let prev_hash = first;
  if (rest.length !== bodies.length) broken(place, 'has another number of entries than it says');
  return rest.map((head, index): Entry => {
    const [kind, at, hash, ...more] = head.split(' ');
    const body = bodies[index];
    if (kind === undefined || at === undefined || hash === undefined || body === undefined || more.length > 0)
      return broken(place, 'has an entry that cannot be read');
    const entry = { seq: firstSeq + index, kind: kind as Entry['kind'], at, body, prev_hash, hash };
    prev_hash = hash;
    return entry;
  });
}

/** A receipt without its payload and disclosures. */
export type ReceiptHead = Omit<ReceiptRow, 'payload' | 'disclosures'>;

/** `receipt_id kind decision_id issued_at protected signature` of each, then the payload of each. */
export function writeReceipts({ receipts }: AppendUnit): string {
  let [heads, payloads] = ['', ''];
  for (const receipt of receipts) {
    const head = headOf(receipt);
    heads += heads === '' ? head : `;${head}`;
    payloads += `\n${receipt.payload}`;
  }
  return heads + payloads;
}

/** Whether a row could keep it. */
export const isWritable = (receipt: ReceiptRow): boolean => HEAD.test(headOf(receipt)) && isOneLine(receipt.payload);
/** RFC 8785 text never holds a line feed, so one can separate. */
export const isOneLine = (text: string): boolean => !text.includes('\n');

const headOf = ({ receipt_id, kind, decision_id, issued_at, protected: header, signature }: ReceiptHead): string =>
  `${receipt_id} ${kind} ${decision_id ?? NONE} ${issued_at} ${header} ${signature}`;
const NONE = '-';
const HEAD = /^[^ ;\n]+(?: [^ ;\n]+){5}$/u;

/** From the whole column, or from its first line alone. */
export function readReceiptHeads(place: LogPlace, line: string, firstSeq: number): readonly ReceiptHead[] {
  if (line === '') return [];
  return line.split(';').map((head, index): ReceiptHead => {
    if (!HEAD.test(head)) broken(place, 'has a receipt that cannot be read');
    const [receipt_id = '', kind = '', decision_id = '', issued_at = '', header = '', signature = ''] = head.split(' ');
    return {
      seq: firstSeq + index,
      receipt_id,
      decision_id: decision_id === NONE ? null : decision_id,
      kind: kind as ReceiptKind,
      issued_at,
      protected: header,
      signature,
    };
  });
}

/** `disclosures` by the seq of their receipt. */
export function readReceipts(
  place: LogPlace,
  {
    receipts,
    first_receipt,
    disclosures,
  }: { readonly receipts: string; readonly first_receipt: number; readonly disclosures: ReadonlyMap<number, readonly string[]> },
): readonly ReceiptRow[] {
  const [line = '', ...payloads] = receipts === '' ? [] : receipts.split('\n');
  const heads = readReceiptHeads(place, line, first_receipt);
  if (heads.length !== payloads.length) broken(place, 'has another number of receipts than it says');
  return heads.map((head, index) => ({ ...head, payload: payloads[index] ?? '', disclosures: disclosures.get(head.seq) ?? [] }));
}

/** A row that cannot be what was appended: nothing may rest on it. */
export function broken({ tenant_id, session_id, seq }: LogPlace, why: string): never {
  throw new StoreError('log_broken', `row ${seq.toString()} of session \`${session_id}\` of tenant \`${tenant_id}\` ${why}`);
}

import { INQUIRY } from '@writ/engine';
import type { DecisionRecord, OutboxRow } from '@writ/engine';
import { sha256 } from '@writ/receipt';
import { readReceiptHeads, readRecord, seqAfter } from './log-row.js';
import type { LogPlace, LogRecord, ReceiptHead } from './log-row.js';
import { StoreError } from './store-error.js';

/** A row of the log as the projections read it: without its evidence. */
export interface FedRow extends LogPlace {
  readonly at: string;
  readonly first_receipt: number;
  readonly entry_seq: number;
  readonly entry_hash: string;
  readonly receipt_seq: number;
  readonly receipt_hash: string;
  readonly closed: boolean;
  readonly record: string;
  readonly receipt_heads: string;
  /** Where the next row of the session goes by its projection; null where it has none. */
  readonly known: number | null;
}

/** A session that rows opened or moved. */
export interface SessionChange {
  readonly open: LogRecord['open'] | null;
  readonly last: FedRow;
  /** How many more there are. */
  readonly decisions: number;
  readonly pending: number;
}

/** A decision as the last of its rows leaves it. */
export interface DecisionChange {
  readonly made: boolean;
  readonly record: DecisionRecord;
  readonly seq: number;
  readonly settled_at: string | null;
}

/** A session, and what is wrong with a row of it. */
export interface BrokenSession extends Omit<LogPlace, 'seq'> {
  readonly message: string;
}

/** All that rows of the log change in the projections; what moves a session many times moves its row once. */
export interface ProjectedRows {
  readonly sessions: readonly SessionChange[];
  readonly decisions: readonly DecisionChange[];
  readonly receipts: readonly (LogPlace & { readonly head: ReceiptHead })[];
  readonly wakeups: readonly OutboxRow[];
  /** Sessions with a row that cannot be read, or follows one that is missing: they are left as they are. */
  readonly broken: readonly BrokenSession[];
}

/** Rows of each session in its order. Those that the projections have already are passed over. */
export function projectRows(rows: readonly FedRow[]): ProjectedRows {
  const sessions = new Map<string, SessionChange>();
  const decisions = new Map<string, DecisionChange>();
  const [receipts, wakeups]: [(LogPlace & { readonly head: ReceiptHead })[], OutboxRow[]] = [[], []];
  const broken = new Map<string, BrokenSession>();
  for (const row of rows) {
    const key = keyOf(row.tenant_id, row.session_id);
    const before = sessions.get(key);
    const next = before === undefined ? (row.known ?? 0) : seqAfter(before.last);
    if (row.seq < next || broken.has(key)) continue;
    try {
      if (row.seq > next)
        throw new StoreError(
          'log_broken',
          `row ${next.toString()} of session \`${row.session_id}\` of tenant \`${row.tenant_id}\` is missing`,
        );
      const read = readRow(row);
      sessions.set(key, movedBy(row, read, before));
      if (read.decision !== undefined) note(decisions, row, { ...read, decision: read.decision });
      receipts.push(...read.heads.map((head) => ({ tenant_id: row.tenant_id, session_id: row.session_id, seq: row.seq, head })));
      wakeups.push(...wakeupOf(read));
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      broken.set(key, { tenant_id: row.tenant_id, session_id: row.session_id, message: error.message });
    }
  }
  return { sessions: [...sessions.values()], decisions: [...decisions.values()], receipts, wakeups, broken: [...broken.values()] };
}

const keyOf = (...parts: readonly string[]): string => JSON.stringify(parts);

interface ReadRow extends LogRecord {
  readonly heads: readonly ReceiptHead[];
}

function readRow(row: FedRow): ReadRow {
  const read = { ...readRecord(row, row.record), heads: readReceiptHeads(row, row.receipt_heads, row.first_receipt) };
  if ((row.seq === 0) !== (read.open !== undefined))
    throw new StoreError(
      'log_broken',
      `row ${row.seq.toString()} of session \`${row.session_id}\` of tenant \`${row.tenant_id}\` is out of place`,
    );
  return read;
}

function movedBy(row: FedRow, { open, decision, from }: ReadRow, before: SessionChange | undefined): SessionChange {
  const waits = decision === undefined ? 0 : Number(decision.state === 'pending') - Number(from?.state === 'pending');
  return {
    open: before?.open ?? open ?? null,
    last: row,
    decisions: (before?.decisions ?? 0) + Number(decision !== undefined && from === undefined),
    pending: (before?.pending ?? 0) + waits,
  };
}

function note(
  decisions: Map<string, DecisionChange>,
  row: FedRow,
  { decision, from, heads }: ReadRow & { readonly decision: DecisionRecord },
): void {
  const key = keyOf(decision.tenant_id, decision.decision_id);
  const before = decisions.get(key);
  const settled = heads.some(({ kind, decision_id }) => kind === 'resolution' && decision_id === decision.decision_id);
  decisions.set(key, {
    made: before?.made ?? from === undefined,
    record: decision,
    seq: row.seq,
    settled_at: settled ? row.at : (before?.settled_at ?? null),
  });
}

const wakeupOf = ({ decision, from }: ReadRow): readonly OutboxRow[] =>
  decision?.state === 'pending' && decision.deadline !== null && from === undefined
    ? [{ tenant_id: decision.tenant_id, decision_id: decision.decision_id, due_at: decision.deadline }]
    : [];

/** What people are asked: another digest is another question. Null where nobody is. */
export function askedBy({ answer, suspended }: DecisionRecord): string | null {
  if (answer.pending?.kind === 'STEP_UP') return suspended?.effective_digest ?? null;
  const questions = answer.pending?.kind === 'DEFER' ? (answer.deferral?.questions ?? []) : [];
  return questions[0]?.fact === undefined ? null : `${INQUIRY}${sha256(JSON.stringify(questions))}`;
}

import { createHash, randomUUID } from 'node:crypto';
import type { Decision, Entry } from '@writ/aarm';
import type { AppendUnit, DecisionRecord, Head, ReceiptRow, SessionRecord } from '@writ/engine';
import { EMPTY_HEAD } from '../src/check-unit.js';

export const digest = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;
export const id = (prefix: string): string => `${prefix}_${randomUUID()}`;
export const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();

export interface UnitOptions {
  readonly tenant?: string;
  readonly session: string;
  readonly from: Head | null;
  readonly entries?: number;
  readonly receipts?: number;
  readonly bodyBytes?: number;
  readonly payloadBytes?: number;
  readonly open?: Partial<SessionRecord>;
  readonly close?: boolean;
  readonly decision?: DecisionRecord | null;
  readonly change?: AppendUnit['change'];
  /** Of the receipts; what goes with the unit where left out. */
  readonly kind?: ReceiptRow['kind'];
}

/** A well-formed unit: entries chained by hash, receipts numbered, head at their ends; a new decision's are of one moment. */
export function unit(options: UnitOptions): AppendUnit {
  const { tenant = 't1', session, from, entries: count = 2, receipts: receiptCount = 1 } = options;
  const start = from ?? EMPTY_HEAD;
  const at = new Date().toISOString();
  const kinds = (options.decision ?? null) === null ? [] : (['action', 'decision'] as const);
  const entries = entriesAfter(start, count, { bytes: options.bodyBytes ?? 120, at, kinds });
  const record = options.decision ?? options.change?.record ?? null;
  const receipts = Array.from({ length: receiptCount }, (_, index) =>
    receiptRow(start.receipt_seq + 1 + index, record?.decision_id ?? null, {
      bytes: options.payloadBytes ?? 200,
      at,
      kind: options.kind ?? (record === null ? 'session_open' : 'decision'),
    }),
  );
  const head: Head = {
    entry_seq: start.entry_seq + count,
    entry_hash: entries.at(-1)?.hash ?? start.entry_hash,
    receipt_seq: start.receipt_seq + receiptCount,
    receipt_hash: receipts.length === 0 ? start.receipt_hash : digest(receipts.at(-1)?.payload ?? ''),
  };
  const open = from === null ? sessionRecord(tenant, session, { head, ...options.open }) : null;
  return {
    tenant_id: tenant,
    session_id: session,
    expected: from,
    head,
    open,
    close: options.close ?? false,
    entries,
    receipts,
    decision: options.decision ?? null,
    change: options.change ?? null,
  };
}

interface EntryOptions {
  readonly bytes: number;
  readonly at: string;
  readonly kinds: readonly Entry['kind'][];
}

function entriesAfter(start: Head, count: number, { bytes, at, kinds }: EntryOptions): readonly Entry[] {
  const entries: Entry[] = [];
  let prev = start.entry_hash;
  for (let seq = start.entry_seq + 1; seq <= start.entry_seq + count; seq++) {
    const body = JSON.stringify({ kind: 'fact', name: 'n', text: `é"\\ ${randomUUID()}`.padEnd(bytes, '"x') });
    const hash = digest(prev + body);
    entries.push({ seq, kind: kinds[entries.length] ?? 'fact', at, body, prev_hash: prev, hash });
    prev = hash;
  }
  return entries;
}

function receiptRow(
  seq: number,
  decisionId: string | null,
  { bytes, at, kind }: { readonly bytes: number; readonly at: string; readonly kind: ReceiptRow['kind'] },
): ReceiptRow {
  const receipt_id = id('rct');
  return {
    seq,
    receipt_id,
    decision_id: decisionId,
    kind,
    issued_at: at,
    payload: JSON.stringify({ receipt_id, text: 'ü'.padEnd(bytes, '"y') }),
    protected: 'eyJhbGciOiJFUzI1NiJ9',
    signature: digest(receipt_id).slice(7),
    disclosures: ['WyJzYWx0IiwiYSIsMV0', 'WyJzYWx0IiwiYiIsMl0'],
  };
}

function sessionRecord(tenant: string, session: string, rest: Partial<SessionRecord> & Pick<SessionRecord, 'head'>): SessionRecord {
  return {
    tenant_id: tenant,
    session_id: session,
    pep_id: 'pep_1',
    host_session_id: `host-${session}`,
    parent_session_id: null,
    agent_type: 'claude-code',
    agent_instance: 'agt_1',
    principal: 'ana',
    status: 'open',
    opened_at: new Date().toISOString(),
    ...rest,
  };
}

export interface RecordOptions extends Partial<Omit<DecisionRecord, 'answer'>> {
  readonly session_id: string;
  readonly result?: Decision['result'];
}

/** A decision row; what the store does not read of the answer is filled plainly. */
export function decisionRecord({ result = 'ALLOW', ...rest }: RecordOptions): DecisionRecord {
  const decision_id = rest.decision_id ?? id('dec');
  const answer: Decision = {
    decision_id,
    session_id: rest.session_id,
    action_id: id('act'),
    call_id: null,
    result,
    initial_result: result,
    classification: 'standard_allow',
    reason: { code: 'rule', message: 'said so' },
    policy: { policy_id: 'baseline.x', version: '1', hash: digest('p'), rules: [] },
    risk_level: null,
    confidence: 0.5,
    alignment: null,
    missing: [],
    effective_parameters: { q: 'naïve "quotes"' },
    obligations: [],
    pending: null,
    resolution: null,
    outcome: rest.outcome ?? null,
    receipt: { receipt_id: id('rct'), seq: 0 },
  };
  return {
    tenant_id: 't1',
    decision_id,
    idempotency_key: id('key'),
    request_digest: digest('request'),
    state: 'final',
    deadline: null,
    outcome: null,
    outcome_deadline: null,
    suspended: null,
    ...rest,
    answer,
  };
}

export const pendingRecord = (options: RecordOptions): DecisionRecord =>
  decisionRecord({ result: 'STEP_UP', state: 'pending', deadline: inMs(60_000), ...options });

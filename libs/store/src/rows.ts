import type { DecisionRecord, OutboxRow, ReceiptRow, SessionRecord, SessionSummary } from '@writ/engine';
import type { KeyRecord } from '@writ/receipt';

/** Rows as the driver gives them, mapped to the ports' records: the only place that knows both shapes. */
export interface SessionRow extends Omit<SessionRecord, 'head'> {
  readonly entry_seq: number;
  readonly entry_hash: string;
  readonly receipt_seq: number;
  readonly receipt_hash: string;
}

export const SESSION_COLUMNS =
  'tenant_id, session_id, pep_id, host_session_id, parent_session_id, agent_type, agent_instance, principal, status, opened_at, entry_seq, entry_hash, receipt_seq, receipt_hash';

export function toSession({ entry_seq, entry_hash, receipt_seq, receipt_hash, ...session }: SessionRow): SessionRecord {
  return { ...session, head: { entry_seq, entry_hash, receipt_seq, receipt_hash } };
}

export function toSummary({
  decisions,
  pending,
  ...session
}: SessionRow & { readonly decisions: number; readonly pending: number }): SessionSummary {
  return { ...toSession(session), decisions, pending };
}

export interface DecisionRow extends Omit<DecisionRecord, 'answer' | 'suspended'> {
  readonly answer: string;
  readonly suspended: string | null;
}

export const DECISION_COLUMNS =
  'tenant_id, decision_id, session_id, idempotency_key, request_digest, state, deadline, outcome, outcome_deadline, answer, suspended';

export function toDecision(row: DecisionRow): DecisionRecord {
  return {
    ...row,
    answer: JSON.parse(row.answer) as DecisionRecord['answer'],
    suspended: row.suspended === null ? null : (JSON.parse(row.suspended) as DecisionRecord['suspended']),
  };
}

export interface StoredReceiptRow extends Omit<ReceiptRow, 'disclosures'> {
  readonly session_id: string;
  /** Null where there were none, and where they were erased. */
  readonly disclosures: string | null;
}

export const RECEIPT_COLUMNS =
  'r.session_id, r.seq, r.receipt_id, r.decision_id, r.kind, r.issued_at, r.payload, r.protected, r.signature, d.body AS disclosures';
export const RECEIPT_TABLES =
  'receipts r LEFT JOIN disclosures d ON d.tenant_id = r.tenant_id AND d.session_id = r.session_id AND d.receipt_seq = r.seq';

export function toReceipt({ session_id: _session, disclosures, ...row }: StoredReceiptRow): ReceiptRow {
  return { ...row, disclosures: disclosures === null ? [] : disclosures.split('~') };
}

export interface KeyRow extends Omit<KeyRecord, 'jwk'> {
  readonly jwk: string;
}

export const toKey = (row: KeyRow): KeyRecord => ({ ...row, jwk: JSON.parse(row.jwk) as KeyRecord['jwk'] });

export type { OutboxRow };

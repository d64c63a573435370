import type { SessionRecord, SessionSummary } from '@writ/engine';
import type { KeyRecord } from '@writ/receipt';

/** A session's row as the driver gives it. */
export interface SessionRow extends Omit<SessionRecord, 'head'> {
  readonly entry_seq: number;
  readonly entry_hash: string;
  readonly receipt_seq: number;
  readonly receipt_hash: string;
  readonly decisions: number;
  readonly pending: number;
}

export const SESSION_COLUMNS =
  'tenant_id, session_id, pep_id, host_session_id, parent_session_id, agent_type, agent_instance, principal, status, opened_at, entry_seq, entry_hash, receipt_seq, receipt_hash, decisions, pending';

export function toSummary({ entry_seq, entry_hash, receipt_seq, receipt_hash, ...session }: SessionRow): SessionSummary {
  return { ...session, head: { entry_seq, entry_hash, receipt_seq, receipt_hash } };
}

export function toSession(row: SessionRow): SessionRecord {
  const { decisions: _decisions, pending: _pending, ...session } = toSummary(row);
  return session;
}

export interface KeyRow extends Omit<KeyRecord, 'jwk'> {
  readonly jwk: string;
}

export const toKey = (row: KeyRow): KeyRecord => ({ ...row, jwk: JSON.parse(row.jwk) as KeyRecord['jwk'] });

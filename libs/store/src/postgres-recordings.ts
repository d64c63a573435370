import type { Entry } from '@writ/aarm';
import type { ReceiptRow, Recordings, SessionRecord, SessionRecording } from '@writ/engine';
import { openConnections } from './connections.js';
import type { Connections, Statement } from './connections.js';
import { RECEIPT_COLUMNS, RECEIPT_TABLES, SESSION_COLUMNS, toReceipt, toSession } from './rows.js';
import type { SessionRow, StoredReceiptRow } from './rows.js';

/** Options of {@link openPostgresRecordings}. */
export interface PostgresRecordingsOptions {
  /** Of any role that may read evidence. */
  readonly url: string;
}

const statement = (name: string, text: string): Statement => ({ name: `writ_recordings_${name}`, text });

// The index is by the tenant's bytes (see the migration), then newest first. What a control session holds is no decision.
const SESSIONS = statement(
  'sessions',
  `SELECT ${SESSION_COLUMNS} FROM sessions
   WHERE tenant_id COLLATE "C" = $1 AND opened_at >= $2 AND decisions > 0
     AND ($4::timestamptz IS NULL OR (opened_at, session_id) < ($4, $5))
   ORDER BY opened_at DESC, session_id DESC LIMIT $3`,
);
const ENTRIES = statement(
  'entries',
  `SELECT session_id, seq, kind, at, body, prev_hash, hash FROM entries
   WHERE tenant_id = $1 AND session_id = ANY($2) ORDER BY tenant_id, session_id, seq`,
);
const RECEIPTS = statement(
  'receipts',
  `SELECT ${RECEIPT_COLUMNS} FROM ${RECEIPT_TABLES}
   WHERE r.tenant_id = $1 AND r.session_id = ANY($2) ORDER BY r.tenant_id, r.session_id, r.seq`,
);

/** The recordings in PostgreSQL. Opening does not connect; nothing is written. */
export function openPostgresRecordings({ url }: PostgresRecordingsOptions): Recordings {
  const db = openConnections({ url, size: 2 });
  return {
    sessions: async (tenantId, { since, limit, before }) => {
      const after = [before?.opened_at ?? null, before?.session_id ?? null];
      return (await db.query<SessionRow>(SESSIONS, [tenantId, since, limit, ...after])).map(toSession);
    },
    read: async (sessions) => {
      const [first] = sessions;
      return first === undefined ? [] : read(db, first.tenant_id, sessions);
    },
    close: db.close,
  };
}

async function read(db: Connections, tenantId: string, sessions: readonly SessionRecord[]): Promise<readonly SessionRecording[]> {
  const values = [tenantId, sessions.map(({ session_id: id }) => id)];
  const [entryRows, receiptRows] = await Promise.all([
    db.query<Entry & { readonly session_id: string }>(ENTRIES, values),
    db.query<StoredReceiptRow>(RECEIPTS, values),
  ]);
  const entries = bySession(entryRows);
  const receipts = bySession(receiptRows);
  return sessions.map((session) => ({
    session,
    entries: upTo(session.head.entry_seq, entries.get(session.session_id) ?? []).map(({ session_id: _session, ...entry }): Entry => entry),
    receipts: upTo(session.head.receipt_seq, receipts.get(session.session_id) ?? []).map((row): ReceiptRow => toReceipt(row)),
  }));
}

/** What came after the head was read belongs to a later reading. */
const upTo = <T extends { readonly seq: number }>(last: number, rows: readonly T[]): readonly T[] => rows.filter(({ seq }) => seq <= last);

function bySession<T extends { readonly session_id: string }>(rows: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const found = new Map<string, T[]>();
  for (const row of rows) {
    const known = found.get(row.session_id);
    if (known === undefined) found.set(row.session_id, [row]);
    else known.push(row);
  }
  return found;
}

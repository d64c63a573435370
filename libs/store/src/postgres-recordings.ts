import type { Entry } from '@writ/aarm';
import type { ReceiptRow, Recordings, SessionRecord, SessionRecording } from '@writ/engine';
import { openConnections } from './connections.js';
import type { Connections, Statement } from './connections.js';
import { RECEIPTS_COLUMNS, toEntries, toReceipts } from './log-reads.js';
import type { EntriesRow, ReceiptsRow } from './log-reads.js';
import { catchUp } from './projections.js';
import { SESSION_COLUMNS, toSession } from './rows.js';
import type { SessionRow } from './rows.js';

/** Options of {@link openPostgresRecordings}. */
export interface PostgresRecordingsOptions {
  /** Of any role that may read evidence; where it may not project as well, what is listed is as old as the projections are. */
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
const ROWS = statement(
  'rows',
  `SELECT l.entries, ${RECEIPTS_COLUMNS} FROM log l WHERE l.tenant_id = $1 AND l.session_id = ANY($2) ORDER BY l.session_id, l.seq`,
);

/** The recordings in PostgreSQL. Opening does not connect; nothing of what was recorded is written. */
export function openPostgresRecordings({ url }: PostgresRecordingsOptions): Recordings {
  const db = openConnections({ url, size: 2 });
  return {
    sessions: async (tenantId, { since, limit, before }) => {
      // A replay of a part would say that all of it was reproduced.
      await catchUp(db, Infinity);
      const after = [before?.opened_at ?? null, before?.session_id ?? null];
      return (await db.of(tenantId).query<SessionRow>(SESSIONS, [tenantId, since, limit, ...after])).map(toSession);
    },
    read: async (sessions) => {
      const [first] = sessions;
      return first === undefined ? [] : read(db, first.tenant_id, sessions);
    },
    close: db.close,
  };
}

async function read(db: Connections, tenantId: string, sessions: readonly SessionRecord[]): Promise<readonly SessionRecording[]> {
  const rows = await db.of(tenantId).query<EntriesRow & ReceiptsRow>(ROWS, [tenantId, sessions.map(({ session_id: id }) => id)]);
  const found = new Map<string, (EntriesRow & ReceiptsRow)[]>(sessions.map(({ session_id }) => [session_id, []]));
  for (const row of rows) found.get(row.session_id)?.push(row);
  return sessions.map((session) => {
    const own = found.get(session.session_id) ?? [];
    return {
      session,
      entries: upTo<Entry>(session.head.entry_seq, own.flatMap(toEntries)),
      receipts: upTo<ReceiptRow>(session.head.receipt_seq, own.flatMap(toReceipts)),
    };
  });
}

/** What came after the head was read belongs to a later reading. */
const upTo = <T extends { readonly seq: number }>(last: number, rows: readonly T[]): readonly T[] => rows.filter(({ seq }) => seq <= last);

import type { Recordings, SessionRecord, SessionRecording, Store } from '@writ/engine';

type Reads = Pick<Store, 'sessions' | 'entries' | 'receipts'>;

/** Recordings of a store in memory: for tests, and to hold the contract against. */
export function createMemoryRecordings(store: Reads): Recordings {
  return {
    sessions: async (tenantId, { since, limit, before }) => {
      const all = await store.sessions(tenantId, { limit: Number.MAX_SAFE_INTEGER });
      const older = ({ opened_at, session_id }: SessionRecord): boolean =>
        before === undefined || opened_at < before.opened_at || (opened_at === before.opened_at && session_id < before.session_id);
      const found = all.filter((session) => session.decisions > 0 && session.opened_at >= since && older(session));
      return found.slice(0, limit).map(({ decisions: _decisions, pending: _pending, ...session }) => session);
    },
    read: async (sessions) => Promise.all(sessions.map(async (session) => read(store, session))),
    close: async () => Promise.resolve(),
  };
}

/** What came after the head was read belongs to a later reading. */
async function read(store: Reads, session: SessionRecord): Promise<SessionRecording> {
  const { tenant_id, session_id, head } = session;
  const entries = await store.entries(tenant_id, session_id, -1);
  const receipts = await store.receipts(tenant_id, session_id);
  return {
    session,
    entries: entries.filter(({ seq }) => seq <= head.entry_seq),
    receipts: receipts.filter(({ seq }) => seq <= head.receipt_seq),
  };
}

import { fold, openingState } from '@writ/aarm';
import type { ContextState, Entry } from '@writ/aarm';
import { sha256 } from '@writ/receipt';
import { EMPTY_HEAD } from './chain.js';
import { requireSessionEvidence } from './session-evidence.js';
import type { Evidence } from './evidence.js';
import type { Head } from './head.js';
import type { SessionRecord, Store } from './ports.js';

/** A session as of one head: the row, the folded state and the head it belongs to. */
export interface Snapshot {
  readonly session: SessionRecord;
  readonly state: ContextState;
  readonly head: Head;
}

/** Sessions in memory, guarded by the head: a cache of the entries that can be rebuilt at any time. */
export interface Sessions {
  /** The cached snapshot, or one built from the store; null where there is no such session. */
  load(tenantId: string, sessionId: string): Snapshot | Promise<Snapshot | null>;
  /** Reads what others appended since the cached head. */
  reload(tenantId: string, sessionId: string): Promise<Snapshot | null>;
  /** Puts in what we appended ourselves. */
  advance(snapshot: Snapshot, entries: readonly Entry[], head: Head): void;
  forget(tenantId: string, sessionId: string): void;
}

/** How much is kept in memory: sessions, and what all of them have read, at about ten bytes a sighting. */
const MOST_CACHED = { sessions: 20_000, sightings: 25_000_000 };
/** Sets of tools that sessions share. */
const MOST_SHARED = 512;

/** A snapshot of a session that is being opened by this very step. */
export const blankSnapshot = (session: SessionRecord): Snapshot => ({
  session,
  state: openingState({ session_id: session.session_id, started_at: session.opened_at }),
  head: EMPTY_HEAD,
});

/**
 * The cache over a store; the least recently used sessions leave first. Without evidence, nothing may be decided on what it holds: that is
 * for those who only show.
 */
export function cachedSessions(
  { evidence, store }: { readonly evidence: Evidence | null; readonly store: Pick<Store, 'session' | 'entries' | 'receiptAt'> },
  most = MOST_CACHED,
): Sessions {
  const { get, put, drop } = snapshotCache(most);
  const shared = sharedTools();
  const read = async (tenantId: string, sessionId: string): Promise<Snapshot | null> => {
    const known = get(tenantId, sessionId);
    const session = await store.session(tenantId, sessionId);
    if (session === null) return null;
    const from = known ?? blankSnapshot(session);
    // The row is read first: entries beyond its head belong to a later head and wait for the next load.
    const entries = await store.entries(tenantId, sessionId, from.head.entry_seq);
    const added = entries.filter(({ seq }) => seq <= session.head.entry_seq);
    if (evidence !== null) await requireSessionEvidence({ evidence, store }, { session, from: from.head, entries: added });
    return put({ session, state: shared(added.reduce(fold, from.state), added), head: session.head });
  };
  return {
    load: (tenantId, sessionId) => {
      const known = get(tenantId, sessionId);
      return known === undefined ? read(tenantId, sessionId) : put(known);
    },
    reload: read,
    advance: ({ session, state }, entries, head) => {
      put({ session: { ...session, head }, state: shared(entries.reduce(fold, state), entries), head });
    },
    forget: drop,
  };
}

interface SnapshotCache {
  readonly get: (tenantId: string, sessionId: string) => Snapshot | undefined;
  /** Puts it in as the most recently used, and gives it back. */
  readonly put: (snapshot: Snapshot) => Snapshot;
  readonly drop: (tenantId: string, sessionId: string) => void;
}

function snapshotCache(most: typeof MOST_CACHED): SnapshotCache {
  const cache = new Map<string, Snapshot>();
  let sightings = 0;
  const keyOf = (tenantId: string, sessionId: string): string => `${tenantId}\0${sessionId}`;
  const drop = (key: string): void => {
    sightings -= cache.get(key)?.state.lineage.size ?? 0;
    cache.delete(key);
  };
  return {
    get: (tenantId, sessionId) => cache.get(keyOf(tenantId, sessionId)),
    put: (snapshot) => {
      const key = keyOf(snapshot.session.tenant_id, snapshot.session.session_id);
      drop(key);
      cache.set(key, snapshot);
      sightings += snapshot.state.lineage.size;
      while (cache.size > most.sessions || (sightings > most.sightings && cache.size > 1)) drop(cache.keys().next().value ?? '');
      return snapshot;
    },
    drop: (tenantId, sessionId) => {
      drop(keyOf(tenantId, sessionId));
    },
  };
}

/** Thousands of sessions have the same tools: those that were just told of some share one copy of what is known of them. */
function sharedTools(): (state: ContextState, entries: readonly Entry[]) => ContextState {
  const known = new Map<string, ContextState['tools']>();
  return (state, entries) => {
    if (!entries.some(({ kind }) => kind === 'tools')) return state;
    const key = sha256(JSON.stringify(state.tools));
    const tools = known.get(key) ?? state.tools;
    known.delete(key);
    known.set(key, tools);
    if (known.size > MOST_SHARED) known.delete(known.keys().next().value ?? '');
    return { ...state, tools };
  };
}

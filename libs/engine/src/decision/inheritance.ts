import { ProblemError, inheritedFrom } from '@writ/aarm';
import type { ContextState, Effect, EntryBody, Verdict } from '@writ/aarm';
import type { DecisionDraft } from '../journal/decision-draft.js';
import type { Journal } from '../journal/journal.js';
import type { SessionRecord } from '../journal/ports.js';
import type { Snapshot } from '../journal/sessions.js';

/** What this works with. */
export type InheritanceServices = Pick<Journal, 'sessions' | 'uses'>;

/**
 * What a session takes over from the others of its agent instance for the same person, that were used within the hour, and from its
 * parent: an entry of its chain, or nothing where there is nothing new. The instance is the one that the enforcement point is enrolled
 * for, so no name that a caller chooses leads out of it.
 */
export async function inheritedEntries(
  services: InheritanceServices,
  { session, state }: Snapshot,
  { now, fresh = false }: { readonly now: number; readonly fresh?: boolean },
): Promise<EntryBody[]> {
  const { sessions, complete } = await services.uses.since(session, { from: now - WITHIN_MS, now, fresh });
  const others: ContextState[] = [];
  let readable = complete;
  for (const { session_id, entry_seq } of withParent(session, sessions)) {
    if (session_id === session.session_id) continue;
    const loaded = services.sessions.load(session.tenant_id, session_id);
    const found = isAsNewAs(loaded, entry_seq) ? loaded : await readCurrent(services, session, { loaded, session_id, entry_seq });
    if (found === 'unreadable') readable = false;
    else if (found !== null && isRelated(found, session, now)) others.push(found.state);
  }
  const inherited = inheritedFrom(state, others, { complete: readable });
  return inherited === null ? [] : [{ kind: 'inherited', ...inherited }];
}

/** Effects that carry something away, and what may be one. */
const CARRIES: ReadonlySet<Effect> = new Set<Effect>(['send', 'pay', 'grant', 'unknown']);

/**
 * Whether an action may carry away what another session has read: before it may, the database is asked for what other processes appended
 * until now.
 */
export const mayCarry = (
  { effect, destinations }: Pick<DecisionDraft, 'effect' | 'destinations'>,
  { result }: Pick<Verdict, 'result'>,
): boolean => result !== 'DENY' && (CARRIES.has(effect) || destinations.length > 0);

/** How long after its last use a session is still one that others take over from. */
const WITHIN_MS = 3_600_000;

type Used = Awaited<ReturnType<InheritanceServices['uses']['since']>>['sessions'];

const withParent = ({ parent_session_id: parent }: SessionRecord, used: Used): Used =>
  parent === null || used.some(({ session_id }) => session_id === parent) ? used : [...used, { session_id: parent, entry_seq: -1 }];

/** A row that finds sessions says nothing of whose they are: that is in their evidence. */
function isRelated({ session: other, state }: Snapshot, session: SessionRecord, now: number): boolean {
  if (other.agent_instance !== session.agent_instance || other.principal !== session.principal) return false;
  return other.session_id === session.parent_session_id || now - Date.parse(state.used_at) <= WITHIN_MS;
}

type Loaded = ReturnType<InheritanceServices['sessions']['load']>;

const isAsNewAs = (loaded: Loaded, entrySeq: number): loaded is Snapshot => 'head' in loaded && loaded.head.entry_seq >= entrySeq;

/** A session at the head that the database had: another process may be ahead of what is in memory here. Null where it was never opened. */
async function readCurrent(
  { sessions }: InheritanceServices,
  { tenant_id }: SessionRecord,
  { loaded, session_id, entry_seq }: Used[number] & { readonly loaded: Loaded },
): Promise<Snapshot | null | 'unreadable'> {
  try {
    const known = await loaded;
    return known === null || isAsNewAs(known, entry_seq) ? known : await sessions.reload(tenant_id, session_id);
  } catch (error) {
    // What it has read cannot be believed, so it counts as everything. The alarm was raised.
    if (error instanceof ProblemError && error.code === 'evidence_broken') return 'unreadable';
    throw error;
  }
}

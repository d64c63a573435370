import { earlierOf } from '@writ/aarm';
import type { Earlier, EntryBody, PepCaller } from '@writ/aarm';
import { canonicalize } from '@writ/receipt';
import type { Authority } from '../authority/authority.js';
import { timestamp } from '../journal/clock.js';
import type { Journal } from '../journal/journal.js';
import type { Evaluator, SessionRecord } from '../journal/ports.js';
import type { Snapshot } from '../journal/sessions.js';
import { slotOf } from '../journal/uses.js';
import { answerOnly, appendEntries } from '../journal/step.js';

/** What this works with. */
export type EarlierServices = Pick<Journal, 'clock' | 'pipeline' | 'sessions' | 'store'> & Pick<Authority, 'policies'>;

/** What the same agent did for the same person in other sessions. */
export interface EarlierSessions {
  /** What a new session begins with: nothing where no rule asks for it. */
  entriesFor(session: SessionRecord, now: number): Promise<readonly EntryBody[]>;
  /** Looks again before an action is decided, where the last look is too old; only what changed becomes an entry. */
  refresh(caller: PepCaller, sessionId: string): Promise<void>;
}

/** How far back sessions count by their last action, and how long before that they may have been opened. */
const WITHIN_MS = 24 * 3_600_000;
const OPENED_WITHIN_MS = 7 * WITHIN_MS;
/** Sessions that are looked at, and entries that are read for it where they are not in memory. */
const MOST_SESSIONS = 50;
const MOST_ENTRIES = 5_000;
/** How old the last look may be when an action is decided. */
const FRESH_MS = 10_000;
const MOST_REMEMBERED = 20_000;

/** Earlier sessions by the journal; this process remembers when it last looked for each session. */
export function earlierSessions(services: EarlierServices): EarlierSessions {
  const looks = new Map<string, number>();
  const remember = (session: SessionRecord, now: number): void => {
    looks.delete(keyOf(session));
    looks.set(keyOf(session), now);
    if (looks.size > MOST_REMEMBERED) looks.delete(looks.keys().next().value ?? '');
  };
  return {
    entriesFor: async (session, now) => {
      if (!readsEarlier(services.policies.active(session.tenant_id))) return [];
      remember(session, now);
      return [{ kind: 'earlier', ...(await summarize(services, session, now)) }];
    },
    refresh: async ({ tenant_id: tenantId, agent_instance }, sessionId) => {
      if (!readsEarlier(services.policies.active(tenantId))) return;
      const found = await services.sessions.load(tenantId, sessionId);
      if (found === null || found.session.status === 'closed' || found.session.agent_instance !== agent_instance) return;
      const now = await services.clock.now();
      if (now - (looks.get(keyOf(found.session)) ?? 0) < FRESH_MS) return;
      const earlier = await summarize(services, found.session, now);
      if (isNew(found, earlier)) await record(services, found, { earlier, now });
      remember(found.session, now);
    },
  };
}

const keyOf = ({ tenant_id, session_id }: SessionRecord): string => `${tenant_id}\0${session_id}`;

const readers = new WeakMap<Evaluator, boolean>();

/** Whether a rule of the active version asks for earlier sessions: else nobody looks. */
function readsEarlier(evaluator: Evaluator): boolean {
  const known = readers.get(evaluator);
  if (known !== undefined) return known;
  const found = evaluator.rules.some(({ reads }) => reads.includes('earlier'));
  readers.set(evaluator, found);
  return found;
}

async function record(
  { pipeline }: Pick<EarlierServices, 'pipeline'>,
  { session }: Snapshot,
  { earlier, now }: { readonly earlier: Earlier; readonly now: number },
): Promise<void> {
  await pipeline.submit<null>({
    tenant_id: session.tenant_id,
    session_id: session.session_id,
    prepare: (snapshot) => {
      if (snapshot === null || snapshot.session.status === 'closed' || !isNew(snapshot, earlier)) return answerOnly(null);
      return appendEntries(snapshot, { at: timestamp(now), bodies: [{ kind: 'earlier', ...earlier }], answer: () => null });
    },
  });
}

const isNew = ({ state }: Snapshot, earlier: Earlier): boolean =>
  state.earlier === null || canonicalize({ ...state.earlier }) !== canonicalize({ ...earlier });

async function summarize(services: EarlierServices, session: SessionRecord, now: number): Promise<Earlier> {
  const others = await otherSessions(services, session, now);
  const states = [];
  let entries = 0;
  for (const other of others.slice(0, MOST_SESSIONS)) {
    entries += other.entry_seq;
    if (entries > MOST_ENTRIES) break;
    const snapshot = await loadCurrent(services, session.tenant_id, other);
    if (snapshot !== null) states.push(snapshot.state);
  }
  const complete = states.length === others.length;
  const recent = states.filter((state) => now - (state.recent.at(-1) ?? 0) < WITHIN_MS);
  return earlierOf(recent, { complete, trackers: services.policies.active(session.tenant_id).terms.trackers, now });
}

type Other = Pick<Awaited<ReturnType<EarlierServices['store']['usedSessions']>>[number], 'session_id' | 'entry_seq'>;

/** Those of the same agent type, and those of the same instance whatever type it said it was. */
async function otherSessions({ store }: EarlierServices, session: SessionRecord, now: number): Promise<readonly Other[]> {
  const { tenant_id, principal, agent_type } = session;
  const limit = MOST_SESSIONS + 1;
  const [ofType, ofInstance] = await Promise.all([
    store.sessionsOf(tenant_id, { principal, agent_type, since: timestamp(now - OPENED_WITHIN_MS), limit }),
    store.usedSessions(session, { from_slot: slotOf(now - WITHIN_MS), limit }),
  ]);
  const others = new Map<string, Other>(ofInstance.map((used) => [used.session_id, used]));
  for (const { session_id, head } of ofType) others.set(session_id, { session_id, entry_seq: head.entry_seq });
  others.delete(session.session_id);
  return [...others.values()].sort((a, b) => (a.session_id < b.session_id ? 1 : -1));
}

/** A session at the head that the database has: another process may be ahead of what is in memory here. */
async function loadCurrent(
  { sessions }: Pick<EarlierServices, 'sessions'>,
  tenantId: string,
  { session_id, entry_seq }: Other,
): Promise<Snapshot | null> {
  const known = await sessions.load(tenantId, session_id);
  return known !== null && known.head.entry_seq >= entry_seq ? known : sessions.reload(tenantId, session_id);
}

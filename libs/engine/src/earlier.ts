import { earlierOf } from '@writ/aarm';
import type { Earlier, EntryBody, PepCaller } from '@writ/aarm';
import { canonicalize } from '@writ/receipt';
import { timestamp } from './clock.js';
import type { Core } from './core.js';
import type { Evaluator, SessionRecord } from './ports.js';
import type { Snapshot } from './sessions.js';
import { answerOnly, appendEntries } from './step.js';

/** How far back sessions count by their last action, and how long before that they may have been opened. */
const WITHIN_MS = 24 * 3_600_000;
const OPENED_WITHIN_MS = 7 * WITHIN_MS;
/** Sessions that are looked at, and entries that are read for it where they are not in memory. */
const MOST_SESSIONS = 50;
const MOST_ENTRIES = 5_000;
/** How old the last look may be when an action is decided. */
const FRESH_MS = 10_000;
const MOST_REMEMBERED = 20_000;

const reading = new WeakMap<Evaluator, boolean>();

/** Whether a rule of the active version asks for earlier sessions: else nobody looks. */
function isRead(evaluator: Evaluator): boolean {
  const known = reading.get(evaluator);
  if (known !== undefined) return known;
  const found = evaluator.rules.some(({ reads }) => reads.includes('earlier'));
  reading.set(evaluator, found);
  return found;
}

/** What a new session begins with: nothing where no rule asks for it. */
export async function earlierBodies(core: Core, session: SessionRecord, now: number): Promise<readonly EntryBody[]> {
  if (!isRead(core.policies.active(session.tenant_id))) return [];
  remember(core, session, now);
  return [{ kind: 'earlier', ...(await lookedAt(core, session, now)) }];
}

/** Looks again before an action is decided, where the last look is too old; only what changed becomes an entry. */
export async function lookBack(core: Core, { tenant_id: tenantId, agent_instance }: PepCaller, sessionId: string): Promise<void> {
  if (!isRead(core.policies.active(tenantId))) return;
  const found = await core.sessions.load(tenantId, sessionId);
  if (found === null || found.session.status === 'closed' || found.session.agent_instance !== agent_instance) return;
  const now = await core.clock.now();
  if (now - (looked.get(core)?.get(keyOf(found.session)) ?? 0) < FRESH_MS) return;
  const earlier = await lookedAt(core, found.session, now);
  if (!isNew(found, earlier)) {
    remember(core, found.session, now);
    return;
  }
  await core.pipeline.submit<null>({
    tenant_id: tenantId,
    session_id: sessionId,
    prepare: (snapshot) => {
      if (snapshot === null || snapshot.session.status === 'closed' || !isNew(snapshot, earlier)) return answerOnly(null);
      return appendEntries(snapshot, { at: timestamp(now), bodies: [{ kind: 'earlier', ...earlier }], answer: () => null });
    },
  });
  remember(core, found.session, now);
}

/** When each session was last looked at, by this process. */
const looked = new WeakMap<Core, Map<string, number>>();

function remember(core: Core, session: SessionRecord, now: number): void {
  const times = looked.get(core) ?? new Map<string, number>();
  looked.set(core, times);
  times.delete(keyOf(session));
  times.set(keyOf(session), now);
  if (times.size > MOST_REMEMBERED) times.delete(times.keys().next().value ?? '');
}

const keyOf = ({ tenant_id, session_id }: SessionRecord): string => `${tenant_id}\0${session_id}`;

const isNew = ({ state }: Snapshot, earlier: Earlier): boolean =>
  state.earlier === null || canonicalize({ ...state.earlier }) !== canonicalize({ ...earlier });

async function lookedAt(core: Core, session: SessionRecord, now: number): Promise<Earlier> {
  const { tenant_id, session_id, principal, agent_type } = session;
  const since = timestamp(now - OPENED_WITHIN_MS);
  const rows = await core.store.sessionsOf(tenant_id, { principal, agent_type, since, limit: MOST_SESSIONS + 1 });
  const others = rows.filter((row) => row.session_id !== session_id);
  const states = [];
  let entries = 0;
  for (const row of others.slice(0, MOST_SESSIONS)) {
    entries += row.head.entry_seq;
    if (entries > MOST_ENTRIES) break;
    const snapshot = await current(core, row);
    if (snapshot !== null) states.push(snapshot.state);
  }
  const complete = states.length === others.length;
  const recent = states.filter((state) => now - (state.recent.at(-1) ?? 0) < WITHIN_MS);
  return earlierOf(recent, { complete, trackers: core.policies.active(tenant_id).terms.trackers, now });
}

/** A session at the head that the database has: another process may be ahead of what is in memory here. */
async function current(core: Core, row: SessionRecord): Promise<Snapshot | null> {
  const known = await core.sessions.load(row.tenant_id, row.session_id);
  if (known !== null && known.head.entry_seq >= row.head.entry_seq) return known;
  return core.sessions.reload(row.tenant_id, row.session_id);
}

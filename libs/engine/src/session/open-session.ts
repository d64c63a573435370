import { ProblemError } from '@writ/aarm';
import type { ContextSource, EntryBody, OpenSession, PepCaller, SubmittedEntry, UserRequest, VerifiedIdentity } from '@writ/aarm';
import { canonicalize, sha256 } from '@writ/receipt';
import type { Authority } from '../authority/authority.js';
import { findStop } from '../authority/stops.js';
import type { Deciding } from '../decision/deciding.js';
import { inheritedEntries } from '../decision/inheritance.js';
import type { InheritanceServices } from '../decision/inheritance.js';
import { closedSession, owned, owns, placeOf } from '../journal/access.js';
import { EMPTY_HEAD } from '../journal/chain.js';
import { timestamp } from '../journal/clock.js';
import { composeOpening } from '../journal/compose-follow-up.js';
import type { Head } from '../journal/head.js';
import { newId } from '../journal/identifiers.js';
import type { Journal } from '../journal/journal.js';
import type { SessionRecord } from '../journal/ports.js';
import { blankSnapshot } from '../journal/sessions.js';
import type { Snapshot } from '../journal/sessions.js';
import { answerOnly, append, appendEntries } from '../journal/step.js';
import type { UnsignedRow } from '../journal/step.js';
import { sessionTools } from './session-tools.js';
import type { SessionTools, SessionToolsServices } from './session-tools.js';

/** What this works with. */
export type OpenSessionServices = Pick<Journal, 'clock' | 'issuer' | 'pipeline' | 'sessions' | 'store'> &
  InheritanceServices &
  Pick<Authority, 'stops'> &
  Pick<Deciding, 'earlier' | 'signals'> &
  SessionToolsServices;

/** How often two openings of one host session may collide. */
const MOST_COLLISIONS = 5;

interface Opened {
  readonly session: SessionRecord;
  readonly created: boolean;
}

/** Opens the session of a host's session, or finds it again: any number of times, from any process, one session. */
export async function openSession(
  services: OpenSessionServices,
  caller: PepCaller,
  { request, identity }: { readonly request: OpenSession; readonly identity: VerifiedIdentity },
): Promise<Opened> {
  const { agent, human } = identity.requester;
  if (!identity.verified || agent === null || human === null) {
    throw new ProblemError('unauthenticated', { detail: identity.failure ?? 'a session needs a human and an agent', field: 'identity' });
  }
  const { tenant_id, agent_instance } = caller;
  const session = { tenant_id, session_id: '', principal: human.id, agent_instance };
  refuseStopped(findStop(services, { session }, identity.requester));
  for (let attempt = 0; attempt < MOST_COLLISIONS; attempt += 1) {
    const known = await services.store.findSession(caller.tenant_id, caller.pep_id, request.host_session_id);
    if (known !== null) return { session: await joined(services, caller, { known, request, principal: human.id }), created: false };
    await requireParent(services, caller, { parentId: request.parent_session_id, principal: human.id });
    const session = await created(services, caller, { request, identity, principal: human.id });
    if (session !== null) return { session, created: true };
  }
  throw new ProblemError('contention', { detail: 'the session is being opened elsewhere: try again' });
}

/** Whoever was stopped opens nothing, and what it is asked and told counts for nothing. */
function refuseStopped(stop: string | null): void {
  if (stop !== null) throw new ProblemError('stopped', { detail: stop });
}

/** What can only make a session stricter is taken down, whoever was stopped. */
const TIGHTENING: readonly SubmittedEntry['kind'][] = ['label', 'source'];

/** A child hangs on a session that is there and that this enforcement point may use. */
async function requireParent(
  services: OpenSessionServices,
  caller: PepCaller,
  { parentId, principal }: { readonly parentId: string | undefined; readonly principal: string },
): Promise<void> {
  if (parentId === undefined) return;
  const field = 'parent_session_id';
  const parent = await services.sessions.load(caller.tenant_id, parentId);
  if (parent === null || !owns(caller, parent.session))
    throw new ProblemError('session_not_found', { detail: `there is no session \`${parentId}\` to be the parent`, field });
  if (parent.session.principal !== principal)
    throw new ProblemError('session_foreign', { detail: `the parent \`${parentId}\` is of another principal`, field });
}

/** Null where another process opened it first. */
async function created(
  services: OpenSessionServices,
  caller: PepCaller,
  by: { readonly request: OpenSession; readonly identity: VerifiedIdentity; readonly principal: string },
): Promise<SessionRecord | null> {
  const now = await services.clock.now();
  const session: SessionRecord = {
    tenant_id: caller.tenant_id,
    session_id: newId('ses', now),
    pep_id: caller.pep_id,
    host_session_id: by.request.host_session_id,
    parent_session_id: by.request.parent_session_id ?? null,
    agent_type: by.request.agent_type,
    agent_instance: caller.agent_instance,
    principal: by.principal,
    status: 'open',
    opened_at: timestamp(now),
    head: EMPTY_HEAD,
  };
  const requester = { ...by.identity.requester, session: session.session_id };
  const snapshot = blankSnapshot(session);
  const bodies = await openingEntries(services, caller, { snapshot, request: by.request, now });
  return services.pipeline.submit<SessionRecord | null>({
    tenant_id: session.tenant_id,
    session_id: session.session_id,
    prepare: (_, attempt) => {
      if (attempt > 0) return answerOnly(null);
      const place = placeOf(services, snapshot, now);
      const { entries, head, receipt } = composeOpening(place, EMPTY_HEAD, { bodies, requester });
      const row: UnsignedRow = { ...receipt, receipt_id: place.receipt_id, decision_id: null, kind: 'session_open', issued_at: place.now };
      return append({ base: snapshot, open: session, entries, head, receipts: [row], answer: { ...session, head } });
    },
  });
}

/** What it takes over comes before the request: it was known when that came. */
async function openingEntries(
  services: OpenSessionServices,
  caller: PepCaller,
  { snapshot, request, now }: { readonly snapshot: Snapshot; readonly request: OpenSession; readonly now: number },
): Promise<readonly EntryBody[]> {
  const tools = await sessionTools(services, caller, request.tools ?? []);
  const earlier = await services.earlier.entriesFor(snapshot.session, now);
  const inherited = await inheritedEntries(services, snapshot, { now, fresh: true });
  return [...inherited, requestBody(request.user_request), ...earlier, ...(tools.length === 0 ? [] : [{ kind: 'tools' as const, tools }])];
}

async function joined(
  services: OpenSessionServices,
  caller: PepCaller,
  { known, request, principal }: { readonly known: SessionRecord; readonly request: OpenSession; readonly principal: string },
): Promise<SessionRecord> {
  if (known.principal !== principal || !owns(caller, known)) {
    throw new ProblemError('session_foreign', {
      detail: `session \`${known.session_id}\` is of another principal: open one of your own`,
      field: 'identity.human',
    });
  }
  if ('text' in request.user_request)
    await appendEntry(services, caller, {
      sessionId: known.session_id,
      entry: { kind: 'request', user_request: request.user_request },
      once: true,
    });
  if (request.tools !== undefined)
    await appendEntry(services, caller, { sessionId: known.session_id, entry: { kind: 'tools', tools: request.tools }, once: true });
  return known;
}

/** Appends a later prompt, a fact, a label or tools; with `once`, what is already the latest is not repeated. */
export async function appendEntry(
  services: OpenSessionServices,
  caller: PepCaller,
  { sessionId, entry, once = false }: { readonly sessionId: string; readonly entry: SubmittedEntry; readonly once?: boolean },
): Promise<{ seq: number; hash: string }> {
  return services.pipeline.submit({
    tenant_id: caller.tenant_id,
    session_id: sessionId,
    prepare: async (found) => {
      const snapshot = owned(found, sessionId, caller);
      if (snapshot.session.status === 'closed') throw closedSession(sessionId);
      if (!TIGHTENING.includes(entry.kind))
        refuseStopped(findStop(services, snapshot, { agent: { id: caller.agent_id }, delegation_chain: [] }));
      const tools = entry.kind === 'tools' ? await sessionTools(services, caller, entry.tools) : [];
      const body = entry.kind === 'source' ? await sourceBody(services, entry.source, snapshot) : bodyOf(entry, tools);
      if (once && repeats(snapshot, entry, tools)) return answerOnly(placeIn(snapshot.head));
      return appendEntries(snapshot, { at: timestamp(await services.clock.now()), bodies: [body], answer: placeIn });
    },
  });
}

const placeIn = ({ entry_seq, entry_hash }: Head): { seq: number; hash: string } => ({ seq: entry_seq, hash: entry_hash });

function repeats({ state }: Snapshot, entry: SubmittedEntry, tools: SessionTools): boolean {
  if (entry.kind === 'tools')
    return tools.every(({ name, digest, changed }) => {
      const known = Object.hasOwn(state.tools, name) ? state.tools[name] : undefined;
      return known?.digest === digest && known.changed === changed;
    });
  return entry.kind === 'request' && 'text' in entry.user_request && state.request.text === entry.user_request.text;
}

const requestBody = (request: UserRequest): EntryBody =>
  'text' in request
    ? { kind: 'request', available: true, text: request.text, reason: null }
    : { kind: 'request', available: false, text: null, reason: request.reason };

/** A text that the host gives to the model: its provenance and how sensitive it is, and never itself. */
async function sourceBody(services: OpenSessionServices, source: ContextSource, { state }: Snapshot): Promise<EntryBody> {
  const { classification, lineage } = await services.signals.readSource({ source, state });
  const content_digest = sha256(canonicalize(source.content));
  return { kind: 'source', source: `${source.kind} ${source.name}`, classification, content_digest, lineage };
}

/** The entry that a submission becomes; `tools` is what the definitions in it say. */
export function bodyOf(entry: Exclude<SubmittedEntry, { kind: 'source' }>, tools: SessionTools = []): EntryBody {
  switch (entry.kind) {
    case 'request':
      return requestBody(entry.user_request);
    case 'fact':
      return { kind: 'fact', ...entry.fact };
    case 'label':
      return { kind: 'label', classification: { level: entry.label.level, labels: entry.label.labels }, source: entry.label.source };
    case 'tools':
      return { kind: 'tools', tools };
  }
}

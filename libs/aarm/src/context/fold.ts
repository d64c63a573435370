import { RELEASE, isRelease } from '../action/action.js';
import { assertNever } from '../assert-never.js';
import { executes } from '../decision/result.js';
import type { Result } from '../decision/result.js';
import type { Classification, ContextState, Entry, EntryBody, KnownFact, Undecided } from './context.js';
import { NO_DRIFT, drifted } from './drift.js';
import { NOTHING_KEPT, keep, leaveOut, memberOf } from './kept.js';
import { NOTHING_READ, read } from './lineage.js';
import { takeOver } from './inherited.js';
import { LOWEST, raise } from './lattice.js';
import { NOTHING_TRACKED, settled, tracked } from './tracked.js';
import type { Mark } from './tracked.js';

/**
 * The most members that a set of the state keeps. What comes later is left out, so a rule that asks "was this seen
 * before?" gets the cautious answer, and folding stays O(1) in the length of the session.
 */
export const MOST_MEMBERS = 1000;

/** The counter that takes over once {@link MOST_MEMBERS} tools have a counter of their own. */
const OTHERS = '*';

/** The `seq` before the first entry, and the hash it chains from. */
const GENESIS_HASH = `sha256:${'0'.repeat(64)}`;

/** The state of a session with no entries. */
export function openingState({ session_id, started_at }: { readonly session_id: string; readonly started_at: string }): ContextState {
  return {
    session_id,
    started_at,
    head_seq: -1,
    head_hash: GENESIS_HASH,
    used_at: started_at,
    request: { available: false, text: null, reason: 'no request was given' },
    classification: LOWEST,
    level_at_request: LOWEST.level,
    action_count: 0,
    since_request: 0,
    recent: [],
    submitted: {},
    allowed: {},
    results: {},
    tools_used: [],
    effects_used: [],
    entities_accessed: [],
    destinations_seen: [],
    facts: {},
    tools: {},
    pending: [],
    undecided: null,
    suspended: {},
    reading: NOTHING_KEPT,
    lineage: NOTHING_READ,
    delegations: [],
    earlier_requests: [],
    approved: {},
    tracked: NOTHING_TRACKED,
    earlier: null,
    drift: NO_DRIFT,
  };
}

/** The state after one more entry (AARM, context accumulator). Pure; O(1) in the length of the session. */
export function fold(state: ContextState, entry: Entry): ContextState {
  const body = JSON.parse(entry.body) as EntryBody;
  return { ...state, ...changes(state, body, entry.at), head_seq: entry.seq, head_hash: entry.hash, used_at: entry.at };
}

function changes(state: ContextState, body: EntryBody, at: string): Partial<ContextState> {
  switch (body.kind) {
    case 'request':
      return { request: { available: body.available, text: body.text, reason: body.reason }, ...asked(state) };
    case 'action':
      return afterAction(state, body, at);
    case 'decision':
      return afterDecision(state, body, at);
    case 'outcome':
      return afterOutcome(state, body);
    case 'label':
      return { classification: raise(state.classification, body.classification) };
    case 'fact':
      return afterFact(state, body, at);
    case 'tools':
      return { tools: afterTools(state.tools, body.tools) };
    case 'source':
      return {
        ...charged(state, body.classification),
        lineage: read(state.lineage, body.lineage, { tool: body.source, standing: 'none' }),
      };
    case 'earlier': {
      const { kind: _, ...earlier } = body;
      return { earlier };
    }
    case 'inherited':
      return takeOver(state, body);
    case 'resolution':
      return afterResolution(state, body, at);
    case 'redemption':
    case 'attempt':
      return {};
    default:
      return assertNever(body);
  }
}

function afterAction(state: ContextState, body: Extract<EntryBody, { kind: 'action' }>, at: string): Partial<ContextState> {
  const name = `${body.tool}.${body.operation}`;
  const undecided: Undecided & { readonly marks: readonly Mark[] } = {
    name,
    tool: body.tool,
    destinations: body.destinations,
    marks: body.tracking?.marks ?? [],
    standing: body.standing ?? 'none',
    delegation: body.delegation ?? null,
  };
  // Showing an output is nothing that the agent does.
  if (isRelease(body)) return { undecided };
  return {
    action_count: state.action_count + 1,
    since_request: state.since_request + 1,
    recent: [...state.recent.slice(1 - MOST_RECENT), Date.parse(at)],
    submitted: counted(state.submitted, name),
    tools_used: withMembers(state.tools_used, [body.tool]),
    effects_used: withMembers(state.effects_used, [body.effect]),
    entities_accessed: withMembers(state.entities_accessed, body.entities),
    undecided,
    tracked: tracked(state.tracked, body.tracking, { first: state.action_count === 0, at }),
  };
}

/** Actions whose time is remembered. */
export const MOST_RECENT = 60;
/** Sources of one fact that are remembered beside the latest. */
const MOST_SOURCES = 4;

const NO_FACT: KnownFact = { value: null, source: '', at: '', max_age_s: 0 };

/** A new request begins a new chain of actions. */
const asked = (state: ContextState): Pick<ContextState, 'earlier_requests' | 'since_request' | 'level_at_request'> => ({
  earlier_requests: earlier(state),
  since_request: 0,
  level_at_request: state.classification.level,
});

/** A fact that no longer fits in is left out: it stays unknown, and the rules that read it are mute. */
function afterFact(state: ContextState, body: Extract<EntryBody, { kind: 'fact' }>, at: string): Partial<ContextState> {
  if (!Object.hasOwn(state.facts, body.name) && Object.keys(state.facts).length >= MOST_MEMBERS) return {};
  const { value, source, max_age_s } = body;
  const { others = [], ...latest } = Object.hasOwn(state.facts, body.name) ? (state.facts[body.name] ?? NO_FACT) : NO_FACT;
  const rest = [...others, latest].filter((each) => each.source !== source && each.source !== '').slice(-MOST_SOURCES);
  const fact = { value, source, at, max_age_s };
  return { facts: { ...state.facts, [body.name]: rest.length === 0 ? fact : { ...fact, others: rest } } };
}

/** A tool that no longer fits in is left out: nothing is known of it. */
function afterTools(known: ContextState['tools'], added: Extract<EntryBody, { kind: 'tools' }>['tools']): ContextState['tools'] {
  let room = MOST_MEMBERS - Object.keys(known).length;
  const taken = added.filter(({ name }) => Object.hasOwn(known, name) || (room -= 1) >= 0);
  return { ...known, ...Object.fromEntries(taken.map(({ name, ...tool }) => [name, tool])) };
}

/** What was only tried makes no destination familiar; what people have to approve waits for them. */
function afterDecision(state: ContextState, body: Extract<EntryBody, { kind: 'decision' }>, at: string): Partial<ContextState> {
  const { undecided } = state;
  const waits = body.result === 'STEP_UP' || body.result === 'DEFER';
  const runs = executes(body.result as Result);
  const fate = fateOf(runs, waits);
  return {
    ...charged(state, body.charge),
    ...(runs ? ran(state, undecided, body.decision_id) : {}),
    results: counted(state.results, body.result),
    drift: typeof body.signals['semantic_distance'] === 'number' ? drifted(state.drift, body.signals['semantic_distance']) : state.drift,
    pending: waits ? [...state.pending, body.decision_id] : state.pending,
    undecided: null,
    suspended: waits && undecided !== null ? { ...state.suspended, [body.decision_id]: undecided } : state.suspended,
    tracked: settled(state.tracked, undecided?.marks ?? [], { fate, decision: body.decision_id, at }),
  };
}

/** A wait that goes on to people still waits; one that ends in execution counts as if it had run at once. */
function afterResolution(state: ContextState, body: Extract<EntryBody, { kind: 'resolution' }>, at: string): Partial<ContextState> {
  const { decision_id, result } = body;
  const waits = result === 'STEP_UP';
  const runs = executes(result as Result);
  const was = state.suspended[decision_id] ?? null;
  const marks = state.tracked.waiting[decision_id] ?? [];
  return {
    ...charged(state, body.charge),
    ...(runs ? ran(state, was, decision_id) : {}),
    pending: waits ? state.pending : state.pending.filter((id) => id !== decision_id),
    suspended: waits ? state.suspended : without(state.suspended, decision_id),
    approved: runs && was !== null ? { ...state.approved, [decision_id]: was.name } : state.approved,
    tracked: settled(state.tracked, marks, { fate: fateOf(runs, waits), decision: decision_id, at }),
  };
}

function fateOf(runs: boolean, waits: boolean): 'runs' | 'waits' | 'ends' {
  if (runs) return 'runs';
  return waits ? 'waits' : 'ends';
}

/** The name of what is no step of the agent. */
const RELEASED = `${RELEASE.tool}.${RELEASE.operation}`;

type Ran = Pick<ContextState, 'allowed' | 'destinations_seen' | 'reading' | 'delegations'>;

function ran(state: ContextState, what: Undecided | null, decision: string): Ran {
  const { allowed, destinations_seen, reading, delegations } = state;
  if (what === null) return { allowed, destinations_seen, reading, delegations };
  const { name, tool, standing, delegation } = what;
  if (name === RELEASED) return { allowed, destinations_seen, reading, delegations };
  return {
    allowed: counted(allowed, name),
    destinations_seen: withMembers(destinations_seen, what.destinations),
    reading: reading.size < MOST_MEMBERS ? keep(reading, decision, { tool, standing }) : reading,
    delegations: delegation === null ? delegations : withMembers(delegations, [delegation]),
  };
}

/** What was read becomes a source; an outcome of what is no longer remembered counts as one that nobody named. */
function afterOutcome(state: ContextState, body: Extract<EntryBody, { kind: 'outcome' }>): Partial<ContextState> {
  const { decision_id, lineage } = body;
  const source = memberOf(state.reading, decision_id) ?? { tool: 'unknown', standing: 'none' as const };
  return {
    ...charged(state, body.classification),
    approved: without(state.approved, decision_id),
    reading: leaveOut(state.reading, decision_id),
    lineage: lineage === undefined ? state.lineage : read(state.lineage, lineage, source),
  };
}

/** Requests that stay known once another one came. */
const MOST_REQUESTS = 16;

const earlier = ({ request, earlier_requests }: ContextState): readonly string[] =>
  request.text === null || earlier_requests.includes(request.text)
    ? earlier_requests
    : [...earlier_requests, request.text].slice(-MOST_REQUESTS);

function without<T>(members: Readonly<Record<string, T>>, id: string): Readonly<Record<string, T>> {
  if (!Object.hasOwn(members, id)) return members;
  const { [id]: _, ...others } = members;
  return others;
}

const charged = (state: ContextState, charge: Classification | null): Partial<ContextState> =>
  charge === null ? {} : { classification: raise(state.classification, charge) };

function counted(counts: Readonly<Record<string, number>>, name: string): Readonly<Record<string, number>> {
  const key = Object.hasOwn(counts, name) || Object.keys(counts).length < MOST_MEMBERS ? name : OTHERS;
  return { ...counts, [key]: (Object.hasOwn(counts, key) ? Number(counts[key]) : 0) + 1 };
}

function withMembers<T>(members: readonly T[], more: readonly T[]): readonly T[] {
  const added = [...new Set(more)].filter((member) => !members.includes(member)).slice(0, MOST_MEMBERS - members.length);
  return added.length === 0 ? members : [...members, ...added];
}

import { assertNever } from '../assert-never.js';
import { executes } from '../decision/result.js';
import type { Result } from '../decision/result.js';
import type { Classification, ContextState, Entry, EntryBody } from './context.js';
import { LOWEST, raise } from './lattice.js';

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
    request: { available: false, text: null, reason: 'no request was given' },
    classification: LOWEST,
    action_count: 0,
    submitted: {},
    allowed: {},
    results: {},
    tools_used: [],
    effects_used: [],
    entities_accessed: [],
    destinations_seen: [],
    facts: {},
    pending: [],
    undecided: null,
  };
}

/** The state after one more entry (AARM, context accumulator). Pure; O(1) in the length of the session. */
export function fold(state: ContextState, entry: Entry): ContextState {
  const body = JSON.parse(entry.body) as EntryBody;
  return { ...state, ...changes(state, body, entry.at), head_seq: entry.seq, head_hash: entry.hash };
}

function changes(state: ContextState, body: EntryBody, at: string): Partial<ContextState> {
  switch (body.kind) {
    case 'request':
      return { request: { available: body.available, text: body.text, reason: body.reason } };
    case 'action':
      return afterAction(state, body);
    case 'decision':
      return afterDecision(state, body);
    case 'outcome':
      return body.classification === null ? {} : { classification: raise(state.classification, body.classification) };
    case 'label':
      return { classification: raise(state.classification, body.classification) };
    case 'fact':
      return afterFact(state, body, at);
    case 'resolution':
      return { ...charged(state, body.charge), pending: state.pending.filter((id) => id !== body.decision_id) };
    default:
      return assertNever(body);
  }
}

function afterAction(state: ContextState, body: Extract<EntryBody, { kind: 'action' }>): Partial<ContextState> {
  const name = `${body.tool}.${body.operation}`;
  return {
    action_count: state.action_count + 1,
    submitted: counted(state.submitted, name),
    tools_used: withMembers(state.tools_used, [body.tool]),
    effects_used: withMembers(state.effects_used, [body.effect]),
    entities_accessed: withMembers(state.entities_accessed, body.entities),
    undecided: { name, destinations: body.destinations },
  };
}

/** A fact that no longer fits in is left out: it stays unknown, and the rules that read it are mute. */
function afterFact(state: ContextState, body: Extract<EntryBody, { kind: 'fact' }>, at: string): Partial<ContextState> {
  if (!Object.hasOwn(state.facts, body.name) && Object.keys(state.facts).length >= MOST_MEMBERS) return {};
  return { facts: { ...state.facts, [body.name]: { value: body.value, source: body.source, at, max_age_s: body.max_age_s } } };
}

/** What was only tried makes no destination familiar; one that people had to approve stays unfamiliar as well. */
function afterDecision(state: ContextState, body: Extract<EntryBody, { kind: 'decision' }>): Partial<ContextState> {
  const waits = body.result === 'STEP_UP' || body.result === 'DEFER';
  const ran = executes(body.result as Result) ? state.undecided : null;
  return {
    ...charged(state, body.charge),
    results: counted(state.results, body.result),
    allowed: ran === null ? state.allowed : counted(state.allowed, ran.name),
    destinations_seen: ran === null ? state.destinations_seen : withMembers(state.destinations_seen, ran.destinations),
    pending: waits ? [...state.pending, body.decision_id] : state.pending,
    undecided: null,
  };
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

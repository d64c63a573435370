import { DEPENDENCIES, QUEUES, identityView } from '@writ/aarm';
import type { Classification, ContextView, Effect, JsonObject, Mandate } from '@writ/aarm';
import { canonicalize } from '@writ/receipt';
import { measuredIn, project } from '../decision/draft.js';
import { EMPTY_HEAD } from '../journal/chain.js';
import type { DecisionDraft } from '../journal/decision-draft.js';
import type { Evaluator, Signals } from '../journal/ports.js';
import type { RecordedDecision } from './read-recording.js';
import type { RetoldSessions } from './retold-sessions.js';

const NOTHING: Classification = { level: 'PUBLIC', labels: [] };

/**
 * An evaluation that a watchdog ended: what its rules would have said is not on record, and how busy a machine was is no
 * part of an input. Replayed as what it was, stopped, so that the rest of the decision is still held to the record.
 */
export const wasStopped = ({ payload: { decision } }: RecordedDecision): boolean =>
  decision.reason.code === 'rule_error' && STOPPED.test(decision.reason.message);

/** What is said of an evaluation that came to a limit, of time or of memory: which of them comes first is up to the machine. */
export const STOPPED = /the evaluation was stopped after more than \d+ ms|the evaluation was stopped or broke down|opa_malloc: failed/u;

/** The draft that gives a recorded decision again; only what `decide` reads matters, the rest goes into no receipt. */
export function replayedDraft(recorded: RecordedDecision, { view, effect }: Pick<RebuiltContext, 'view' | 'effect'>): DecisionDraft {
  const { session, payload, parameters } = recorded;
  const { action, decision } = payload;
  const { action_id, timestamp, tool, operation, original_tool } = action;
  const unverified = decision.reason.code === 'identity_unverified';
  return {
    tenant_id: session.tenant_id,
    issuer: payload.issuer,
    session_id: session.session_id,
    head: EMPTY_HEAD,
    classification: NOTHING,
    now: payload.issued_at,
    decision_id: decision.decision_id,
    receipt_id: payload.receipt_id,
    action: { action_id, timestamp, tool, operation, original_tool, call_id: null, parameters },
    identity: { verified: !unverified, failure: unverified ? decision.reason.message : null, ...mandateIn(recorded) },
    requester: '{}',
    view,
    charge: NOTHING,
    effect,
    entities: [],
    destinations: [],
    stopped: false,
  };
}

/**
 * What narrowed the action. A record of before scopes narrowed anything has no identity in its context, and is replayed as what it was:
 * not narrowed.
 */
function mandateIn({ view, payload }: RecordedDecision): Mandate {
  if (view['identity'] === undefined) return { effective_scope: ['*'], chain: [] };
  const { effective_scope, delegation_chain: chain } = payload.action.requester_context;
  return { effective_scope, chain };
}

/** What follows from the tool catalogue, and so from the policy, beside the session. */
const OF_THE_CATALOGUE: ReadonlySet<string> = new Set([
  'effect',
  'destinations',
  'alignment',
  'confidence',
  'composite_risk',
  'risk_level',
  'semantic_distance',
  'call_origin',
  'untrusted_values',
  'invented_values',
  'recipients_named',
  'recipients_known',
  'carries',
  'risk_signals',
  'distance_model',
  'drift',
  'drift_response',
]);

/** Merged by name, remembered in the version's own way, or told whole by the receipt. */
const BY_VERSION: ReadonlySet<string> = new Set(['facts', 'tracked', 'identity']);

/** A context for a version, and whether the record's signals could be used for it. */
export interface RebuiltContext {
  readonly view: ContextView;
  readonly effect: Effect;
  readonly recomputed: boolean;
}

/**
 * The context that a version would have decided on. What was recorded counts as recorded; what the version of then did
 * not read, and so did not record, is folded from the entries as of that decision. Signals are taken from the record as
 * long as the version's catalogue sees the same action in the call; otherwise they are computed for what it does see.
 * What a version tracks is remembered as if it had been active since the session was opened.
 */
export function contextFor(
  evaluator: Evaluator,
  recorded: RecordedDecision,
  { signals, retold }: { readonly signals: Pick<Signals, 'gather'>; readonly retold: Pick<RetoldSessions, 'before'> },
): RebuiltContext {
  const gathered = gather(evaluator, { ...recorded, state: retold.before(recorded) }, signals);
  const same =
    gathered.effect === recorded.entry.effect &&
    canonicalize([gathered.destinations, gathered.entities]) === canonicalize([recorded.entry.destinations, recorded.entry.entities]);
  const known = Object.entries(recorded.view).filter(([name]) => !BY_VERSION.has(name) && (same || !OF_THE_CATALOGUE.has(name)));
  const facts = { ...(gathered.view['facts'] as JsonObject | undefined), ...(recorded.view['facts'] as JsonObject | undefined) };
  const view = { ...gathered.view, ...Object.fromEntries(known), facts };
  return { view: project(view, evaluator), effect: gathered.effect, recomputed: !same };
}

/** The fields of a recorded context that the entries do not give again. */
export function contextDifferences(evaluator: Evaluator, recorded: RecordedDecision, signals: Pick<Signals, 'gather'>): readonly string[] {
  const rebuilt = project(gather(evaluator, recorded, signals).view, evaluator);
  const names = new Set([...Object.keys(rebuilt), ...Object.keys(recorded.view)]);
  // Who needs whose output, and what waits elsewhere, is of the moment, and not in the entries of the session.
  names.delete(DEPENDENCIES);
  names.delete(QUEUES);
  // Told by the receipt, and not in records of before rules could read it.
  if (recorded.view['identity'] === undefined) names.delete('identity');
  return [...names].filter((name) => textOf(rebuilt[name]) !== textOf(recorded.view[name])).sort();
}

const textOf = (value: unknown): string => (value === undefined ? '' : canonicalize(value));

/** At the time of then, on the session and by the identity of then: no clock, no randomness. */
const gather = (
  { terms }: Evaluator,
  { session, payload, parameters, state, view: recorded }: RecordedDecision,
  signals: Pick<Signals, 'gather'>,
) => {
  const { tool, operation, requester_context } = payload.action;
  const now = Date.parse(payload.issued_at);
  const action = { tool, operation, parameters };
  const gathered = signals.gather({ action, state, terms, now, agent_type: session.agent_type, measured: measuredIn(recorded) });
  const view: ContextView = { ...gathered.view, identity: identityView(requester_context, now) };
  return { ...gathered, view };
};

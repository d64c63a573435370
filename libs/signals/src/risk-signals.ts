import { LEVELS, MOST_RECENT } from '@writ/aarm';
import type { ContextState, Effect } from '@writ/aarm';
import { FORBIDDEN } from './alignment.js';
import type { DriftView } from './drift.js';
import type { Findings } from './lineage/findings.js';

/** What is remarkable about an action after what went before (AARM, context accumulator). */
export type RiskSignal =
  | 'forbidden'
  | 'scope_expansion'
  | 'classification_escalation'
  | 'unusual_sequence'
  | 'velocity_anomaly'
  | 'chain_length'
  | 'new_destination'
  | 'two_targets'
  | 'staged'
  | 'drift';

/** Actions of one request from which a chain is long: AARM's own limit. */
const LONG_CHAIN = 30;
/** So many actions within this time are more than somebody follows. */
const FAST_MS = 10_000;
const CONFIDENTIAL = LEVELS.indexOf('CONFIDENTIAL');
const LEAVES: ReadonlySet<Effect> = new Set<Effect>(['send', 'pay', 'grant']);

/** Each by its own definition, so that a rule may read one and a person sees why. */
export function riskSignals({
  action,
  effect,
  destinations,
  findings,
  alignment,
  drift,
  state,
  now,
}: {
  readonly action: { readonly tool: string };
  readonly effect: Effect;
  readonly destinations: readonly string[];
  readonly findings: Findings;
  readonly alignment: number | null;
  readonly drift: Pick<DriftView, 'response'>;
  readonly state: ContextState;
  readonly now: number;
}): readonly RiskSignal[] {
  const level = LEVELS.indexOf(state.classification.level);
  const elsewhere = LEVELS.indexOf(state.earlier?.classification.level ?? 'PUBLIC');
  const unseen = destinations.filter((name) => !state.destinations_seen.includes(name));
  const leaves = LEAVES.has(effect) || destinations.length > 0;
  const found: readonly (readonly [RiskSignal, boolean])[] = [
    // The request says in so many words that this is not to be done.
    ['forbidden', alignment === FORBIDDEN],
    // A tool or effect that the session has not used, and that the request does not ask for.
    ['scope_expansion', isUnasked(findings) && (!state.tools_used.includes(action.tool) || !state.effects_used.includes(effect))],
    ['classification_escalation', level >= CONFIDENTIAL && level > LEVELS.indexOf(state.level_at_request)],
    ['unusual_sequence', level >= CONFIDENTIAL && leaves && (unseen.length > 0 || !findings.recipients_named)],
    ['velocity_anomaly', state.recent.length === MOST_RECENT && now - (state.recent[0] ?? now) < FAST_MS],
    ['chain_length', state.since_request >= LONG_CHAIN],
    ['new_destination', unseen.length > 0],
    ['drift', drift.response !== null],
    ['two_targets', LEAVES.has(effect) && destinations.length > 1 && !findings.recipients_named],
    // What was read in one session leaves in another.
    ['staged', elsewhere >= CONFIDENTIAL && elsewhere > level && leaves && (unseen.length > 0 || !findings.recipients_named)],
  ];
  return found.filter(([, holds]) => holds).map(([name]) => name);
}

const isUnasked = ({ call_origin }: Findings): boolean =>
  call_origin === 'unasked' || call_origin === 'told' || call_origin === 'named_by_output';

import { sessionTool } from '@writ/aarm';
import type { Bounded, ContextField, ContextState, KnownFact, ContextView, Effect, Json, TrackerView } from '@writ/aarm';
import { canonicalize } from '@writ/receipt';
import type { DriftView } from './drift.js';
import type { Findings } from './lineage/findings.js';
import type { RiskSignal } from './risk-signals.js';
import type { Risk } from './risk.js';

interface Computed {
  readonly drift: DriftView;
  readonly risk_signals: readonly RiskSignal[];
  readonly findings: Findings;
  readonly bounded: Bounded;
  readonly action: { readonly tool: string; readonly operation: string };
  readonly state: ContextState;
  readonly now: number;
  readonly effect: Effect;
  readonly destinations: readonly string[];
  /** Null where no request is known. */
  readonly alignment: number | null;
  readonly confidence: number;
  readonly risk: Risk;
  /** Null where the policy tracks nothing. */
  readonly tracked: Readonly<Record<string, TrackerView>> | null;
}

/**
 * The context as rules read it. What is not populated is absent: no request, no alignment, no stale fact, no
 * distance that nobody measured. Sets are the state's own, not copies.
 */
export function viewOf(computed: Computed): ContextView {
  const { state, now, action, effect, destinations, findings, bounded, risk_signals, drift, alignment, confidence, risk, tracked } =
    computed;
  const known: Partial<Record<ContextField, Json>> = {
    level: state.classification.level,
    data_classifications: state.classification.labels,
    action_count: state.action_count,
    submitted: state.submitted,
    allowed: state.allowed,
    tools_used: state.tools_used,
    effects_used: state.effects_used,
    entities_accessed: state.entities_accessed,
    destinations_seen: state.destinations_seen,
    pending_count: state.pending.length,
    since_request: state.since_request,
    ...toolOf(state, action, effect),
    destinations,
    confidence,
    composite_risk: risk.score,
    risk_level: risk.level,
    facts: freshFacts(state, now),
    ...lineageOf(findings),
    risk_signals,
    ...drift.view,
    intent_class: bounded.intent ?? 'none',
    outside_intent: bounded.outside,
    ...earlierIn(state),
  };
  if (state.request.available && state.request.text !== null) known.original_request = state.request.text;
  if (alignment !== null) known.alignment = alignment;
  if (tracked !== null) known.tracked = tracked as unknown as Json;
  return known;
}

const earlierViews = new WeakMap<object, Readonly<Record<string, Json>>>();
const NOBODY_LOOKED: Readonly<Record<string, Json>> = {};

/** Not populated where nobody looked. */
function earlierIn({ earlier }: ContextState): Readonly<Record<string, Json>> {
  if (earlier === null) return NOBODY_LOOKED;
  const known = earlierViews.get(earlier);
  if (known !== undefined) return known;
  const { classification, ...counts } = earlier;
  const view = { earlier: { ...counts, ...classification } };
  earlierViews.set(earlier, view);
  return view;
}

const toolOf = (state: ContextState, action: Computed['action'], effect: Effect): Readonly<Record<string, Json>> => ({
  effect,
  tool_known: effect !== 'unknown',
  tool_changed: sessionTool(state.tools, action)?.changed ?? false,
});

const lineageOf = ({
  call_origin,
  untrusted_values,
  invented_values,
  recipients_named,
  recipients_known,
  carries,
  exposed,
}: Findings): Readonly<Record<string, Json>> => ({
  call_origin,
  untrusted_values: untrusted_values as unknown as Json,
  invented_values: invented_values as unknown as Json,
  recipients_named,
  recipients_known,
  carries,
  exposed,
});

/** A fact that two sources tell differently is known from neither. */
function freshFacts({ facts }: ContextState, now: number): Readonly<Record<string, Json>> {
  const isFresh = ({ at, max_age_s }: Pick<KnownFact, 'at' | 'max_age_s'>): boolean => Date.parse(at) + max_age_s * 1000 > now;
  const agreed = Object.entries(facts).filter(
    ([, fact]) =>
      isFresh(fact) && !(fact.others ?? []).some((other) => isFresh(other) && canonicalize(other.value) !== canonicalize(fact.value)),
  );
  return Object.fromEntries(agreed.map(([name, { value }]) => [name, value]));
}

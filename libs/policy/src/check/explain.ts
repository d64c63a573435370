import { EFFECTS, hear, isPopulated } from '@writ/aarm';
import type {
  ContextView,
  Decidable,
  Effect,
  Json,
  Mandate,
  PolicySet,
  ReasonCode,
  Result,
  Rule,
  RuleClass,
  RuleVoice,
  Verdict,
} from '@writ/aarm';
import { z } from 'zod';
import { decideAsked } from '../decide-asked.js';
import { checkSound } from '../policy-set.js';

/** What is asked of a policy set. */
export interface Question {
  readonly action: Decidable;
  readonly view: ContextView;
}

/** How one rule that applies to the action came out. */
export interface ExplainedRule {
  readonly id: string;
  readonly pack: string;
  readonly title: string;
  readonly class: RuleClass;
  readonly result: Result;
  readonly priority: number;
  readonly overridable: boolean;
  readonly state: 'spoke' | 'silent' | 'mute' | 'error';
  /** What it said, or why it failed; null for silence. */
  readonly message: string | null;
  readonly voice: RuleVoice | null;
  /** What it reads of the context and the identity; null where that is not populated. */
  readonly reads: Readonly<Record<string, Json>>;
  readonly missing: readonly string[];
  /** What it reads of the parameters that the action has. */
  readonly parameters: Readonly<Record<string, Json>>;
  /** The languages whose parsed code it reads: `shell`, `sql`. */
  readonly views: readonly string[];
}

/** The step of the decision order that ended it. */
export interface Step {
  readonly number: string;
  readonly name: string;
}

/** Why a policy set decides an action as it does. Plain data. */
export interface Explanation {
  readonly verdict: Verdict;
  readonly step: Step;
  /** The rules that apply, highest priority first. */
  readonly rules: readonly ExplainedRule[];
}

/** Decides, and tells how. The verdict is that of `decide`; nothing here decides anything. */
export function explain({ action, view }: Question, policy: PolicySet): Explanation {
  const asked = rememberFirst(policy);
  const effect = effectIn(view);
  const verdict = decideAsked({ action, effect, identity: { ...VERIFIED, ...mandateIn(view) }, view }, asked);
  const { rules, mute, speakers, errors } = hear({ ...action, effect }, view, asked);
  checkSound(policy);
  const explained = rules.map((rule): ExplainedRule => {
    const voice = speakers.find((speaker) => speaker.rule === rule)?.voice ?? null;
    const error = errors.find((one) => one.rule === rule)?.error ?? null;
    const state = error !== null ? 'error' : mute.includes(rule) ? 'mute' : voice !== null ? 'spoke' : 'silent';
    return { ...aboutRule(rule), state, message: error ?? voice?.reason ?? null, voice, ...readsOf(rule, action, view) };
  });
  return { verdict, step: stepOf(verdict), rules: explained };
}

const VERIFIED = { verified: true, failure: null };

const MandateSchema = z.object({
  effective_scope: z.array(z.string()),
  chain: z.array(z.object({ delegator: z.string(), delegatee: z.string(), scope: z.array(z.string()) })).default([]),
});

/** What the context says that whoever asks may do at all: everything where it says nothing of who asks, nothing where it cannot be read. */
function mandateIn({ identity }: ContextView): Mandate {
  if (identity === undefined) return { effective_scope: ['*'], chain: [] };
  const read = MandateSchema.safeParse(identity);
  return read.success ? read.data : { effective_scope: [], chain: [] };
}

/** What the context says that the action does; of a tool that is declared, the declaration counts. */
const effectIn = ({ effect }: ContextView): Effect => EFFECTS.find((known) => known === effect) ?? 'unknown';

/** A policy set that is asked the same once more answers what it answered. */
function rememberFirst(policy: PolicySet): PolicySet {
  let first: { readonly key: string; readonly outcomes: ReturnType<PolicySet['evaluate']> } | null = null;
  return {
    terms: policy.terms,
    applicable: (action) => policy.applicable(action),
    evaluate: (action, view, rules) => {
      const key = JSON.stringify([action, rules.map(({ id }) => id)]);
      if (first?.key === key) return first.outcomes;
      const outcomes = policy.evaluate(action, view, rules);
      first ??= { key, outcomes };
      return outcomes;
    },
  };
}

const aboutRule = ({ id, pack, title, class: class_, result, priority, overridable }: Rule): Omit<ExplainedRule, keyof Heard> => ({
  id,
  pack,
  title,
  class: class_,
  result,
  priority,
  overridable,
});
type Heard = Pick<ExplainedRule, 'state' | 'message' | 'voice' | 'reads' | 'missing' | 'parameters' | 'views'>;

function readsOf(
  { reads, parameters, views = [] }: Rule,
  action: Decidable,
  view: ContextView,
): Omit<Heard, 'state' | 'message' | 'voice'> {
  const missing = reads.filter((field) => !isPopulated(view, field));
  const all = Object.hasOwn(parameters, '*');
  const read = Object.entries(action.parameters).filter(([name]) => all || Object.hasOwn(parameters, name));
  return {
    missing,
    views,
    reads: Object.fromEntries(reads.map((field) => [field, missing.includes(field) ? null : valueOf(view, field)])),
    parameters: Object.fromEntries(read),
  };
}

const valueOf = (view: ContextView, field: string): Json =>
  field.includes('.')
    ? own((view[field.split('.', 1)[0] ?? ''] ?? {}) as ContextView, field.slice(field.indexOf('.') + 1))
    : own(view, field);
const own = (object: ContextView, name: string): Json => (Object.hasOwn(object, name) ? (object[name] ?? null) : null);

/** The order of the decision: which step ends in which reason. */
const STEPS: Readonly<Partial<Record<ReasonCode, Step>>> = {
  identity_unverified: { number: '0', name: 'the identity is verified' },
  outside_scope: { number: '0', name: 'the action is within the scope' },
  forbidden: { number: '1', name: 'forbidden rules' },
  parameter_invalid: { number: '1', name: 'parameters are as declared' },
  rule_error: { number: '2', name: 'no rule failed' },
  compositional: { number: '3', name: 'composite risk' },
  insufficient_context: { number: '4a', name: 'context that could change the result' },
  conflicting_policies: { number: '4b', name: 'rules of equal priority agree' },
  low_confidence: { number: '4c', name: 'signals are strong enough' },
  misaligned: { number: '5', name: 'alignment with the request' },
  uncertain: { number: '5', name: 'alignment with the request' },
  aligned_exception: { number: '5', name: 'alignment with the request' },
  modification_not_narrowing: { number: '6', name: 'edits only narrow' },
  modification_unstable: { number: '6', name: 'edits come to an end' },
};

function stepOf({ reason: { code }, effective_parameters }: Verdict): Step {
  if (effective_parameters !== null && (code === 'rule' || code === 'posture'))
    return { number: '6', name: 'the edited action, decided again' };
  return STEPS[code] ?? { number: '7', name: code === 'posture' ? 'no rule speaks: the posture' : 'the highest priority that spoke' };
}

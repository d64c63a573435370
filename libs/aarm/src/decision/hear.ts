import type { ContextView } from '../context/context-fields.js';
import { RuleVoiceSchema } from '../policy/policy.js';
import type { PolicySet, Rule, RuleOutcome, RuleVoice } from '../policy/policy.js';
import type { Speaker } from './combine.js';
import type { Decidable } from './decision.js';

/** What the rules say of one action. */
export interface Hearing {
  /** The applicable rules, highest priority first. */
  readonly rules: readonly Rule[];
  /** Those that read what is not populated: their voice is discarded even if they gave one. */
  readonly mute: readonly Rule[];
  readonly speakers: readonly Speaker[];
  /** What failed; `rule` is null where it was no single rule. */
  readonly errors: readonly { readonly rule: Rule | null; readonly error: string }[];
}

/** Asks every applicable rule once. INVARIANT: whatever a policy does, it neither makes this throw nor passes for silence. */
export function hear(action: Decidable, view: ContextView, policy: PolicySet): Hearing {
  let asked: Pick<Hearing, 'rules' | 'mute'> = { rules: [], mute: [] };
  try {
    const rules = inOrder(policy.applicable(action));
    const mute = rules.filter((rule) => rule.class !== 'forbidden' && rule.reads.some((field) => !isPopulated(view, field)));
    asked = { rules, mute };
    return { ...asked, ...sorted(asked, policy.evaluate(action, view, rules)) };
  } catch {
    const error = 'the policy could not be evaluated';
    return { ...asked, speakers: [], errors: [null, ...asked.rules].map((rule) => ({ rule, error })) };
  }
}

const inOrder = (rules: readonly Rule[]): readonly Rule[] => [...rules].sort((a, b) => b.priority - a.priority || (a.id < b.id ? -1 : 1));

/** Tells voices from failures. INVARIANT: a rule with no outcome or two, and an outcome of no rule that was asked, is a failure. */
function sorted(
  { rules, mute }: Pick<Hearing, 'rules' | 'mute'>,
  outcomes: readonly RuleOutcome[],
): { readonly speakers: readonly Speaker[]; readonly errors: Hearing['errors'] } {
  const byRule = new Map<string, RuleOutcome>();
  for (const outcome of outcomes) {
    const { rule } = outcome;
    byRule.set(rule, byRule.has(rule) ? { rule, kind: 'error', error: 'the rule gave two outcomes' } : outcome);
  }
  const speakers: Speaker[] = [];
  const errors: { rule: Rule | null; error: string }[] = [];
  for (const rule of rules) {
    const said = heard(byRule.get(rule.id));
    if ('error' in said) errors.push({ rule, error: said.error });
    else if (said.voice !== null && !mute.includes(rule)) speakers.push({ rule, voice: said.voice });
    byRule.delete(rule.id);
  }
  if (byRule.size > 0) errors.push({ rule: null, error: 'the policy answered for a rule that was not asked' });
  return { speakers, errors };
}

/** What one outcome says; anything that is not exactly an outcome is a failure. */
function heard(outcome: RuleOutcome | undefined): { readonly voice: RuleVoice | null } | { readonly error: string } {
  if (outcome === undefined) return { error: 'the rule gave no outcome' };
  if (outcome.kind === 'silent') return { voice: null };
  if (outcome.kind === 'error') return { error: outcome.error };
  const voice = RuleVoiceSchema.safeParse(outcome.voice);
  return voice.success ? { voice: voice.data } : { error: 'the outcome is not one that a rule may give' };
}

/** Fields that are named one by one: `facts.x`, `tracked.x`, `identity.x`. */
const BY_NAME = ['facts', 'tracked', 'identity'];

/** Whether `field` (`level`, `facts.x`) has a value in this context; empty and zero are values (AARM R3.7a), null is none but as a fact. */
export function isPopulated(view: ContextView, field: string): boolean {
  const dot = field.indexOf('.');
  if (dot < 0 || !BY_NAME.includes(field.slice(0, dot))) return Object.hasOwn(view, field) && view[field] !== null;
  const members = view[field.slice(0, dot)];
  return typeof members === 'object' && members !== null && !Array.isArray(members) && Object.hasOwn(members, field.slice(dot + 1));
}

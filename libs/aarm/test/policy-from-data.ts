import { DEFAULT_PRIORITY, DEFAULT_THRESHOLDS } from '../src/policy/policy.js';
import type { PolicySet, PolicyTerms, Rule, RuleClass, RuleOutcome, RuleVoice } from '../src/policy/policy.js';
import type { Decidable } from '../src/decision/decision.js';
import type { Json } from '../src/json.js';

/** A rule as a golden case writes it: what it is, when it speaks, what it says. */
export interface RuleData extends Partial<Omit<Rule, 'class'>> {
  readonly id: string;
  readonly class: RuleClass;
  /** What it says; left out, it is silent. */
  readonly says?: string | RuleVoice;
  /** It fails instead. */
  readonly fails?: string;
  /** It gives no outcome at all, or two. */
  readonly outcomes?: 0 | 2;
  /** It speaks only while this holds of the parameters. */
  readonly if?: Readonly<Record<string, { readonly over?: number; readonly is?: Json; readonly absent?: true }>>;
}

const RESULTS: Readonly<Record<RuleClass, Rule['result']>> = {
  forbidden: 'DENY',
  context_dependent_deny: 'DENY',
  context_dependent_allow: 'DENY',
  context_dependent_defer: 'DEFER',
  standard_allow: 'ALLOW',
  standard_deny: 'DENY',
};

/** A rule with every default filled in. */
export const ruleOf = ({ says: _says, fails: _fails, outcomes: _outcomes, if: _if, ...rule }: RuleData): Rule => ({
  pack: 'test',
  title: rule.id,
  result: RESULTS[rule.class],
  priority: DEFAULT_PRIORITY[rule.class],
  applies_to: [{ tool: '*', operation: '*' }],
  severity: 'MEDIUM',
  overridable: rule.class === 'context_dependent_allow',
  on_aligned: 'STEP_UP',
  reads: [],
  parameters: {},
  approvers: [],
  quorum: 1,
  timeout_s: null,
  references: [],
  ...rule,
});

/** The terms of a set that denies what no rule speaks of. */
export const termsOf = (terms: Partial<PolicyTerms> = {}): PolicyTerms => ({
  id: 'test',
  version: '1',
  hash: `sha256:${'1'.repeat(64)}`,
  posture: { pack: 'test', result: 'DENY', overridable: false },
  on_uncertain: 'keep',
  thresholds: { ...DEFAULT_THRESHOLDS, confidence: null, risk: null },
  defer_timeout_s: 300,
  step_up_timeout_s: 3600,
  approvers: ['approver'],
  tools: [],
  ...terms,
});

/** A policy set out of data: the port of `decide`, filled by a file instead of WASM. */
export function policyOf(rules: readonly RuleData[], terms: Partial<PolicyTerms> = {}): PolicySet {
  const known = rules.map(ruleOf);
  return {
    terms: termsOf(terms),
    applicable: () => known,
    evaluate: (action) => rules.flatMap((rule) => outcomesOf(rule, action)),
  };
}

function outcomesOf(rule: RuleData, action: Decidable): readonly RuleOutcome[] {
  if (rule.outcomes === 0) return [];
  const one = outcomeOf(rule, action);
  return rule.outcomes === 2 ? [one, one] : [one];
}

function outcomeOf(rule: RuleData, { parameters }: Decidable): RuleOutcome {
  if (rule.fails !== undefined) return { rule: rule.id, kind: 'error', error: rule.fails };
  const holds = Object.entries(rule.if ?? {}).every(([name, { over, is, absent }]) => {
    const value = parameters[name];
    if (absent === true) return value === undefined;
    return over === undefined ? JSON.stringify(value) === JSON.stringify(is) : typeof value === 'number' && value > over;
  });
  if (rule.says === undefined || !holds) return { rule: rule.id, kind: 'silent' };
  return { rule: rule.id, kind: 'spoke', voice: typeof rule.says === 'string' ? { reason: rule.says } : rule.says };
}

import type { ContextView, Json, PolicySet, PolicyTerms, Rule, RuleOutcome } from '@writ/aarm';
import { Applicability } from './applicability.js';
import { CodeViews } from './code-views.js';
import { readModule } from './compiled.js';
import type { CompiledPolicy } from './compiled.js';
import { failed, outcomeOf } from './voice.js';
import { WasmPolicy } from './wasm-policy.js';

type Decidable = Parameters<PolicySet['applicable']>[0];

/** Loads a compiled policy into this thread. An endless rule blocks it; `startEvaluator` has a thread to stop. */
export async function loadPolicySet(compiled: CompiledPolicy): Promise<PolicySet> {
  return new WasmPolicySet(compiled, await readModule(compiled));
}

/** The rules in WASM. Total: whatever a rule does ends in an outcome. */
export class WasmPolicySet implements PolicySet {
  readonly terms: PolicyTerms;
  readonly #applicability: Applicability;
  readonly #wasm: WasmPolicy;
  readonly #views: CodeViews;

  constructor({ terms, rules }: Pick<CompiledPolicy, 'terms' | 'rules'>, module: Uint8Array<ArrayBuffer>) {
    this.terms = terms;
    this.#applicability = new Applicability(rules, terms.tools);
    this.#wasm = new WasmPolicy(module);
    this.#views = new CodeViews(terms.tools);
  }

  applicable(action: Decidable): readonly Rule[] {
    return this.#applicability.find(action);
  }

  evaluate(action: Decidable, context: ContextView, rules: readonly Rule[]): readonly RuleOutcome[] {
    if (rules.length === 0) return [];
    try {
      return this.#ask(action, context, rules);
    } catch (cause) {
      if (rules.length === 1 && rules[0] !== undefined) return [failed(rules[0].id, messageOf(cause))];
      // One of them broke the run: alone, each answers for itself.
      return rules.flatMap((rule) => this.evaluate(action, context, [rule]));
    }
  }

  /** The first evaluation pays for the module's compilation; this one asks no rule, so it cannot be endless. */
  warmUp(): void {
    this.#wasm.evaluate('{"applicable":[]}');
  }

  #ask(asked: Decidable, context: ContextView, rules: readonly Rule[]): readonly RuleOutcome[] {
    const { tool, operation, parameters } = asked;
    const action = { tool, operation, parameters, ...this.#views.of(asked, rules) };
    const input = { action, context: projected(context, rules), applicable: rules.map(({ id }) => id) };
    const said = outcomesIn(this.#wasm.evaluate(JSON.stringify(input)));
    return rules.map(({ id }) => outcomeOf(id, Object.hasOwn(said, id) ? said[id] : undefined));
  }
}

/** Only what the rules were found to read crosses into WASM: less to serialise, and nothing to see for a rule that reads nothing. */
function projected(context: ContextView, rules: readonly Rule[]): Record<string, Json> {
  const fields: Record<string, Json> = {};
  const members: Record<string, Record<string, Json>> = {};
  for (const { reads } of rules) {
    for (const field of reads) {
      const dot = field.indexOf('.');
      if (dot < 0) copy(context, field, fields);
      else copy(membersOf(context, field.slice(0, dot)), field.slice(dot + 1), (members[field.slice(0, dot)] ??= {}));
    }
  }
  return { ...fields, ...members };
}

function copy(from: { readonly [name: string]: Json }, name: string, to: Record<string, Json>): void {
  const value = Object.hasOwn(from, name) ? from[name] : undefined;
  if (value !== undefined) to[name] = value;
}

const NO_MEMBERS: { readonly [name: string]: Json } = {};
/** Of `facts` or `tracked`. */
function membersOf(context: ContextView, field: string): { readonly [name: string]: Json } {
  const members = context[field];
  return typeof members === 'object' && members !== null && !Array.isArray(members)
    ? (members as { readonly [name: string]: Json })
    : NO_MEMBERS;
}

/** `[{"result": {id: outcome}}]`, or no evaluation took place. */
function outcomesIn(answer: unknown): Record<string, unknown> {
  const [first] = Array.isArray(answer) ? (answer as readonly unknown[]) : [];
  const said = typeof first === 'object' && first !== null && 'result' in first ? first.result : null;
  if (typeof said !== 'object' || said === null || Array.isArray(said)) throw new Error('the policy gave no outcomes');
  return said as Record<string, unknown>;
}

/** What the runtime threw: an error, a string, or an object with a message. */
function messageOf(cause: unknown): string {
  if (typeof cause === 'string') return cause;
  if (typeof cause === 'object' && cause !== null && 'message' in cause && typeof cause.message === 'string') return cause.message;
  return 'the evaluation trapped';
}

import type { ContextView, Json, PolicySet, PolicyTerms, Rule, RuleOutcome } from '@writ/aarm';
import { Applicability } from './applicability.js';
import { CodeViews } from './code-views.js';
import { readModule } from './compiled.js';
import type { CompiledPolicy } from './compiled.js';
import { EVALUATION } from './evaluation.js';
import { failed, outcomeOf } from './voice.js';
import { compileModule, WasmPolicy } from './wasm-policy.js';
import { Fault, OVERRUN } from './wasm/fault.js';
import type { Module } from './wasm/webassembly.js';

type Decidable = Parameters<PolicySet['applicable']>[0];

/** Loads a compiled policy into this thread. */
export async function loadPolicySet(compiled: CompiledPolicy): Promise<PolicySet> {
  return new WasmPolicySet(compiled, compileModule(await readModule(compiled)));
}

/**
 * The rules in WASM. Whatever a rule does ends in an outcome, which policy and input alone decide; what is thrown is a fault of the
 * machine that this runs on, and no outcome.
 */
export class WasmPolicySet implements PolicySet {
  readonly terms: PolicyTerms;
  readonly #applicability: Applicability;
  readonly #wasm: WasmPolicy;
  readonly #views: CodeViews;
  readonly #patience: number;
  #failure: { readonly cause: unknown } | null = null;
  #left: number;

  /** @param patience - the fuel after which this thread has something better to do, and {@link TooLong} is raised; none where left out */
  constructor({ terms, rules }: Pick<CompiledPolicy, 'terms' | 'rules'>, module: Module, patience = Infinity) {
    this.terms = terms;
    this.#patience = patience;
    this.#left = patience;
    this.#applicability = new Applicability(rules, terms.tools);
    this.#wasm = new WasmPolicy(module);
    this.#views = new CodeViews(terms.tools);
  }

  applicable(action: Decidable): readonly Rule[] {
    return this.#applicability.find(action);
  }

  /**
   * Asks all rules at once. Where that fails, because of one of them or of their sum, each is asked alone, in their order, until
   * the budget for this is used up as well.
   */
  evaluate(action: Decidable, context: ContextView, rules: readonly Rule[]): readonly RuleOutcome[] {
    const [only, ...others] = rules;
    if (only === undefined) return [];
    this.#left = this.#patience;
    try {
      return this.#ask({ action, context, rules }, EVALUATION.fuel);
    } catch (cause) {
      const error = this.#faultIn(cause);
      return others.length === 0 ? [failed(only.id, error)] : this.#askEach({ action, context, rules });
    }
  }

  #askEach({ action, context, rules }: Asked): readonly RuleOutcome[] {
    let left: number = EVALUATION.fuel;
    return rules.map((rule) => {
      try {
        const [outcome] = this.#ask({ action, context, rules: [rule] }, Math.min(left, EVALUATION.rule_fuel));
        return outcome ?? failed(rule.id, 'it gave no outcome');
      } catch (cause) {
        return failed(rule.id, this.#faultIn(cause));
      } finally {
        left -= this.#wasm.spent;
      }
    });
  }

  /** INVARIANT: only a fault that comes out the same everywhere becomes an outcome; of any other nothing may be decided. */
  #faultIn(cause: unknown): string {
    if (cause instanceof Fault) return cause.message;
    this.#failure = { cause };
    throw cause;
  }

  /** Throws what the machine failed of since it was asked last. */
  raiseFailure(): void {
    const failure = this.#failure;
    this.#failure = null;
    if (failure === null) return;
    if (failure.cause instanceof TooLong) throw failure.cause;
    throw new Error('the evaluation broke down', { cause: failure.cause });
  }

  #ask({ action: asked, context, rules }: Asked, fuel: number): readonly RuleOutcome[] {
    const { tool, operation, parameters } = asked;
    const action = { tool, operation, parameters, ...this.#views.of(asked, rules) };
    const { identity = {}, ...fields } = projected(context, rules);
    const input = { action, context: fields, identity, applicable: rules.map(({ id }) => id) };
    const said = outcomesIn(this.#evaluate(JSON.stringify(input), fuel));
    return rules.map(({ id }) => outcomeOf(id, Object.hasOwn(said, id) ? said[id] : undefined));
  }

  #evaluate(input: string, fuel: number): unknown {
    const most = Math.min(fuel, this.#left);
    try {
      return this.#wasm.evaluate(input, most);
    } catch (cause) {
      throw most < fuel && cause instanceof Fault && cause.message === OVERRUN ? new TooLong() : cause;
    } finally {
      this.#left -= this.#wasm.spent;
    }
  }
}

/** No outcome: this evaluation takes longer than the thread that was asked can wait for it. Another comes to its end. */
export class TooLong extends Error {
  override readonly name = 'TooLong';

  constructor() {
    super('the evaluation takes longer than this thread waits');
  }
}

/** What is asked of which rules. */
interface Asked {
  readonly action: Decidable;
  readonly context: ContextView;
  readonly rules: readonly Rule[];
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
/** Of `facts`, `tracked` or `identity`. */
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
  if (typeof said !== 'object' || said === null || Array.isArray(said)) throw new Fault('the policy gave no outcomes');
  return said as Record<string, unknown>;
}

/** Throws where the machine that a policy runs on has failed: whoever decides takes what a rule throws for its error. */
export function checkSound(policy: PolicySet): void {
  if (policy instanceof WasmPolicySet) policy.raiseFailure();
}

import type { Result, Rule, Verdict } from '@writ/aarm';
import type { RecordedDecision } from './read-recording.js';

/** What recorded sessions say of a policy set: which tools it has no rule for, and which rules do nothing. */
export interface CoverageReport {
  readonly format: 'writ-coverage/v1';
  readonly decisions: number;
  /** Most used first. */
  readonly tools: readonly CoveredTool[];
  /** In the order of the set. */
  readonly rules: readonly CoveredRule[];
}

/** A tool and operation that agents used. */
export interface CoveredTool {
  readonly tool: string;
  readonly operation: string;
  readonly decisions: number;
  /** Rules about it; none means that the posture alone decides. */
  readonly rules: number;
  /** Decisions that the posture took. */
  readonly by_posture: number;
  readonly results: Readonly<Partial<Record<Result, number>>>;
}

/** What a rule did. */
export interface CoveredRule {
  readonly id: string;
  readonly pack: string;
  readonly title: string;
  readonly result: Result;
  /** Decisions that it is about. */
  readonly applied: number;
  readonly spoke: number;
  readonly mute: number;
  readonly failed: number;
  /** `unused` never applied; `silent` applied and never spoke; `mute` never had the context it reads; `used` spoke. */
  readonly state: 'unused' | 'silent' | 'mute' | 'used';
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type Did = Writable<Pick<CoveredRule, 'applied' | 'spoke' | 'mute' | 'failed'>>;
interface Tool extends Writable<Omit<CoveredTool, 'results'>> {
  readonly results: Partial<Record<Result, number>>;
}

/** Adds up what the rules of a set did in recorded decisions, taken again on that set. */
export class CoverageTally {
  readonly #rules: readonly Rule[];
  readonly #applicable: (action: { readonly tool: string; readonly operation: string }) => readonly Rule[];
  readonly #did: ReadonlyMap<string, Did>;
  readonly #tools = new Map<string, Tool>();
  #decisions = 0;

  constructor(of: {
    readonly rules: readonly Rule[];
    readonly applicable: (action: { tool: string; operation: string }) => readonly Rule[];
  }) {
    this.#rules = of.rules;
    this.#applicable = of.applicable;
    this.#did = new Map(of.rules.map(({ id }) => [id, { applied: 0, spoke: 0, mute: 0, failed: 0 }]));
  }

  add({ payload: { action } }: Pick<RecordedDecision, 'payload'>, verdict: Verdict): void {
    this.#decisions += 1;
    const { tool, operation } = action;
    const applicable = this.#applicable({ tool, operation });
    const key = JSON.stringify([tool, operation]);
    const found = this.#tools.get(key) ?? { tool, operation, decisions: 0, rules: applicable.length, by_posture: 0, results: {} };
    this.#tools.set(key, found);
    found.decisions += 1;
    found.results[verdict.result] = (found.results[verdict.result] ?? 0) + 1;
    if (verdict.policy_id.startsWith('posture:')) found.by_posture += 1;
    // Whoever is not verified is denied before any rule is asked.
    if (verdict.reason.code === 'identity_unverified') return;
    for (const { id } of applicable) this.#count(id, 'applied');
    for (const { id, voice } of verdict.rules) this.#count(id, voice === 'error' ? 'failed' : voice);
  }

  report(): CoverageReport {
    const tools = [...this.#tools.values()].sort(
      (a, b) => b.decisions - a.decisions || compare(a.tool, b.tool) || compare(a.operation, b.operation),
    );
    return { format: 'writ-coverage/v1', decisions: this.#decisions, tools, rules: this.#rules.map((rule) => this.#covered(rule)) };
  }

  #covered({ id, pack, title, result }: Rule): CoveredRule {
    const did = this.#did.get(id) ?? { applied: 0, spoke: 0, mute: 0, failed: 0 };
    return { id, pack, title, result, ...did, state: stateOf(did) };
  }

  #count(id: string, what: keyof Did): void {
    const did = this.#did.get(id);
    if (did !== undefined) did[what] += 1;
  }
}

function stateOf({ applied, spoke, mute }: Did): CoveredRule['state'] {
  if (spoke > 0) return 'used';
  if (applied === 0) return 'unused';
  return mute === applied ? 'mute' : 'silent';
}

const compare = (a: string, b: string): number => {
  if (a === b) return 0;
  return a < b ? -1 : 1;
};

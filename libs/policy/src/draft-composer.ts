import { composeDecision } from '@writ/engine';
import type { ComposedDecision, DecisionDraft } from '@writ/engine';
import type { PolicySet } from '@writ/aarm';
import type { CompiledPolicy } from './compiled.js';
import { decideAsked } from './decide-asked.js';
import { TooLong, WasmPolicySet } from './policy-set.js';
import { stoppedSet } from './stopped-set.js';
import { sampleDraft, WARM_ROUNDS } from './warm-up.js';
import type { Module } from './wasm/webassembly.js';

/** Decides drafts by a policy and writes down what is to be signed. */
export class DraftComposer {
  readonly #rules: CompiledPolicy['rules'];
  readonly #policy: WasmPolicySet;
  readonly #stopped: PolicySet;

  /** @param patience - see {@link WasmPolicySet} */
  constructor(policy: Pick<CompiledPolicy, 'terms' | 'rules'>, module: Module, patience?: number) {
    this.#rules = policy.rules;
    this.#policy = new WasmPolicySet(policy, module, patience);
    this.#stopped = stoppedSet(this.#policy);
  }

  /**
   * @throws TooLong where it takes more than the patience
   * @throws Error where this machine cannot decide it or write it down
   */
  compose(draft: DecisionDraft): ComposedDecision {
    const verdict = decideAsked(draft, draft.stopped ? this.#stopped : this.#policy);
    return composeDecision(draft, verdict, this.#policy.terms);
  }

  /** Ready means warm: every rule is asked, everything that they read with is used, and a decision is written down. */
  warm(): void {
    for (let round = 0; round < WARM_ROUNDS; round += 1) {
      const sample = sampleDraft(this.#rules);
      ignoreTooLong(() => this.#policy.evaluate(sample.action, sample.view, this.#rules));
      ignoreTooLong(() => this.compose(sampleDraft(this.#rules)));
    }
  }
}

/** A policy with a rule that takes long for every action is as warm as it can be. */
function ignoreTooLong(run: () => unknown): void {
  try {
    run();
  } catch (cause) {
    if (!(cause instanceof TooLong)) throw cause;
  }
}

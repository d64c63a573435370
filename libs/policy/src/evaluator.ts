import { setImmediate as nextTurn } from 'node:timers/promises';
import { isLonger } from '@writ/aarm';
import type { PolicyTerms, Rule } from '@writ/aarm';
import type { ComposedDecision, DecisionDraft, Evaluator } from '@writ/engine';
import { readModule } from './compiled.js';
import type { CompiledPolicy } from './compiled.js';
import { DraftComposer } from './draft-composer.js';
import { evaluatorDown, PolicyError } from './error.js';
import { TooLong } from './policy-set.js';
import { prepareModule } from './prepare-module.js';
import { ThreadedEvaluator } from './threaded-evaluator.js';
import type { ThreadsOptions } from './threaded-evaluator.js';

/** Options of {@link startEvaluator}. */
export type EvaluatorOptions = Pick<ThreadsOptions, 'hungMs' | 'heapMb'>;

/** A few milliseconds. What needs more is decided on a thread of its own, so that nobody else waits for it. */
const PATIENCE = 10_000_000;
/** Characters of an action that are read in a millisecond or two, whatever they are. */
const LONG = 4_096;
/** The thread is made ready once nobody waits for the evaluator any more; one that lives shorter does without. */
const THREADS_AFTER_MS = 3_000;

/** Starts the evaluator of a compiled policy. */
export async function startEvaluator(compiled: CompiledPolicy, options: EvaluatorOptions = {}): Promise<Evaluator> {
  return startModule(compiled, await readModule(compiled), options);
}

/** As {@link startEvaluator}, on a module that is in memory already. */
export async function startModule(
  { terms, rules }: Pick<CompiledPolicy, 'terms' | 'rules'>,
  bytes: Uint8Array<ArrayBuffer>,
  options: EvaluatorOptions = {},
): Promise<Evaluator> {
  const module = await prepareModule(bytes);
  try {
    const composer = new DraftComposer({ terms, rules }, module, PATIENCE);
    composer.warm();
    return new LaneEvaluator(composer, { terms, rules, module, ...options });
  } catch (cause) {
    throw evaluatorDown('the policy cannot be evaluated here', cause);
  }
}

/**
 * Decides where it is asked: no other thread has to wake, and nothing is copied. Actions with much to read go to a thread, and
 * evaluations that turn out to be long begin anew there. Where something is decided changes nothing about what is decided.
 */
class LaneEvaluator implements Evaluator {
  readonly terms: PolicyTerms;
  readonly rules: readonly Rule[];
  readonly #composer: DraftComposer;
  readonly #options: ThreadsOptions;
  readonly #timer: NodeJS.Timeout;
  #threads: ThreadedEvaluator | null = null;
  #closed = false;

  constructor(composer: DraftComposer, options: ThreadsOptions) {
    this.terms = options.terms;
    this.rules = options.rules;
    this.#composer = composer;
    this.#options = options;
    this.#timer = setTimeout(() => {
      this.#startThreads();
    }, THREADS_AFTER_MS);
    this.#timer.unref();
  }

  async decide(drafts: readonly DecisionDraft[]): Promise<readonly ComposedDecision[]> {
    this.#requireOpen();
    const decisions: Promise<ComposedDecision>[] = [];
    for (const draft of drafts) {
      // Whoever brings many leaves turns to others.
      if (decisions.length > 0) await nextTurn();
      const decision = this.#decide(draft);
      // All are awaited below: one that fails meanwhile is not unheard of.
      decision.catch(() => undefined);
      decisions.push(decision);
    }
    return Promise.all(decisions);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#threads?.close();
  }

  async #decide(draft: DecisionDraft): Promise<ComposedDecision> {
    this.#requireOpen();
    if (isLonger(draft.action.parameters, LONG)) return this.#decideOnThread(draft);
    try {
      return this.#composer.compose(draft);
    } catch (cause) {
      if (cause instanceof TooLong) return this.#decideOnThread(draft);
      throw cause instanceof PolicyError ? cause : evaluatorDown('an action could not be decided', cause);
    }
  }

  #startThreads(): ThreadedEvaluator {
    return (this.#threads ??= new ThreadedEvaluator(this.#options));
  }

  #requireOpen(): void {
    if (this.#closed) throw evaluatorDown('the evaluator is closed');
  }

  async #decideOnThread(draft: DecisionDraft): Promise<ComposedDecision> {
    const [decision] = await this.#startThreads().decide([draft]);
    if (decision === undefined) throw evaluatorDown('the evaluator thread gave no answer');
    return decision;
  }
}

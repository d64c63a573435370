import { setTimeout as sleep } from 'node:timers/promises';
import type { PolicyTerms, Rule } from '@writ/aarm';
import type { ComposedDecision, DecisionDraft, Evaluator, PolicyContent } from '@writ/engine';
import { startModule } from './evaluator.js';

/** How long a version that nothing points to keeps its threads after its last decision. */
const REST_AFTER_MS = 30_000;

/**
 * A version as long as anybody holds it: its threads run while it is kept or used, stop when it rests, and start again
 * when it is asked. So whoever took it for a decision can finish with it, however long ago it was replaced.
 */
export class RestingEvaluator implements Evaluator {
  readonly terms: PolicyTerms;
  readonly rules: readonly Rule[];
  readonly #module: Uint8Array<ArrayBuffer>;
  readonly #restAfterMs: number;
  #running: Promise<Evaluator> | null = null;
  #inFlight = 0;
  #kept = false;
  #timer: NodeJS.Timeout | null = null;
  #closed = false;

  constructor({ terms, rules, wasm }: PolicyContent, restAfterMs = REST_AFTER_MS) {
    this.terms = terms;
    this.rules = rules;
    this.#module = new Uint8Array(wasm);
    this.#restAfterMs = restAfterMs;
  }

  /** Starts it, if it rests; rejects where it does not start. */
  async warm(): Promise<void> {
    await this.#start();
    this.#restLater();
  }

  /** Keeps its threads, used or not. */
  keep(): void {
    this.#kept = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** Lets it rest once it is not used any more. */
  release(): void {
    this.#kept = false;
    this.#restLater();
  }

  async decide(drafts: readonly DecisionDraft[]): Promise<readonly ComposedDecision[]> {
    this.#inFlight += 1;
    try {
      return await (await this.#start()).decide(drafts);
    } finally {
      this.#inFlight -= 1;
      this.#restLater();
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    // What is being decided may end.
    while (this.#inFlight > 0) await sleep(5);
    await this.#stop();
  }

  async #start(): Promise<Evaluator> {
    if (this.#closed) throw new Error('the policies are closed');
    const starting = this.#running ?? startModule({ terms: this.terms, rules: this.rules }, this.#module);
    this.#running = starting;
    try {
      return await starting;
    } catch (error) {
      if (this.#running === starting) this.#running = null;
      throw error;
    }
  }

  #restLater(): void {
    if (this.#kept || this.#inFlight > 0 || this.#running === null) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      if (!this.#kept && this.#inFlight === 0) void this.#stop();
    }, this.#restAfterMs);
    this.#timer.unref();
  }

  async #stop(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const stopping = this.#running;
    this.#running = null;
    const evaluator = await stopping?.catch(() => null);
    await evaluator?.close();
  }
}

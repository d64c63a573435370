import { setTimeout } from 'node:timers/promises';
import type { PolicyTerms, Rule } from '@writ/aarm';
import type { ComposedDecision, DecisionDraft, Evaluator } from '@writ/engine';
import type { CompiledPolicy } from './compiled.js';
import { evaluatorDown } from './error.js';
import type { PolicyError } from './error.js';
import { EvaluatorThread } from './thread.js';
import { IDLE } from './thread-messages.js';
import type { BatchEnd } from './thread-messages.js';
import type { Module } from './wasm/webassembly.js';

/** Far beyond what the budget of an evaluation takes: only a thread that is broken is ever at one action for so long. */
const HUNG_MS = 10_000;
const HEAP_MB = 256;
/** How often the watchdog looks in that time. */
const LOOKS = 5;
/** A policy that cannot be loaded any more must not start threads in a loop. */
const RESTART_MS = 500;
/** A batch that threads end before they come to it is tried this often. */
const MOST_ATTEMPTS = 3;
/** The counter of items starts again below the largest 32-bit number. */
const MOST_ITEMS = 0x4000_0000;

interface Batch {
  readonly first: number;
  readonly drafts: readonly DecisionDraft[];
  attempts: number;
  readonly resolve: (decisions: readonly ComposedDecision[]) => void;
  readonly reject: (error: PolicyError) => void;
}

/** What threads are started with. */
export interface ThreadsOptions extends Pick<CompiledPolicy, 'terms' | 'rules'> {
  readonly module: Module;
  /** How long a thread may be at one action before it is given up as hung, in milliseconds. */
  readonly hungMs?: number | undefined;
  /** JavaScript heap of a thread, in MiB. */
  readonly heapMb?: number | undefined;
}

/**
 * Decides on threads: one that works, and a warm one that takes over when that one hangs or ends. Then those who asked for the batch that
 * it was at are told that nothing was decided, and all others are decided again. Time decides nothing.
 */
export class ThreadedEvaluator implements Evaluator {
  readonly terms: PolicyTerms;
  readonly rules: readonly Rule[];
  readonly #start: () => EvaluatorThread;
  readonly #hungMs: number;
  readonly #batches = new Map<number, Batch>();
  #active: EvaluatorThread;
  #spare: EvaluatorThread | null = null;
  #next = 0;
  #watch: NodeJS.Timeout | null = null;
  #watched = IDLE;
  #ticks = 0;
  #closed = false;

  constructor({ terms, rules, module, hungMs = HUNG_MS, heapMb = HEAP_MB }: ThreadsOptions) {
    this.terms = terms;
    this.rules = rules;
    this.#hungMs = hungMs;
    this.#start = () => new EvaluatorThread({ heapMb, options: (progress) => ({ policy: { terms, rules }, module, progress }) });
    this.#active = this.#start();
    this.#listen(this.#active);
  }

  decide(drafts: readonly DecisionDraft[]): Promise<readonly ComposedDecision[]> {
    if (this.#closed) return Promise.reject(evaluatorDown('the evaluator is closed'));
    if (drafts.length === 0) return Promise.resolve([]);
    if (this.#next + drafts.length > MOST_ITEMS) this.#next = 0;
    const first = this.#next;
    this.#next += drafts.length;
    return new Promise((resolve, reject) => {
      const batch: Batch = { first, drafts, attempts: 0, resolve, reject };
      this.#batches.set(first, batch);
      try {
        this.#send(batch);
      } catch (cause) {
        this.#batches.delete(first);
        reject(evaluatorDown('a draft is not plain data', cause));
        return;
      }
      this.#watch ??= setInterval(() => this.#tick(), this.#hungMs / LOOKS);
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#unwatch();
    for (const { reject } of this.#batches.values()) reject(evaluatorDown('the evaluator is closed'));
    this.#batches.clear();
    await Promise.all([this.#active.stop(), this.#spare?.stop()]);
  }

  #send({ first, drafts }: Batch): void {
    // Warm long before the one that works could be given up.
    this.#spare ??= this.#start();
    this.#active.send({ first, drafts: JSON.stringify(drafts) });
  }

  #listen(thread: EvaluatorThread): void {
    thread.listen({ message: (message) => this.#settle(message), died: () => void this.#takeOver(thread) });
  }

  #settle(message: BatchEnd): void {
    const batch = this.#batches.get(message.first);
    this.#batches.delete(message.first);
    if (message.type === 'composed') batch?.resolve(message.decisions);
    else batch?.reject(evaluatorDown(message.message));
  }

  /** Looks, not time: a machine that is too busy to look, or was asleep, is too busy to evaluate. */
  #tick(): void {
    if (this.#batches.size === 0) {
      this.#unwatch();
      return;
    }
    const item = this.#active.item();
    this.#ticks = item !== IDLE && item === this.#watched ? this.#ticks + 1 : 0;
    this.#watched = item;
    if (this.#ticks > LOOKS) void this.#takeOver(this.#active);
  }

  /** Asked again after a wait. */
  #isClosed(): boolean {
    return this.#closed;
  }

  #unwatch(): void {
    if (this.#watch !== null) clearInterval(this.#watch);
    this.#watch = null;
    this.#watched = IDLE;
    this.#ticks = 0;
  }

  /** Ends the thread, gives up the batch that it was at, and lets the spare decide all that was not answered. */
  async #takeOver(thread: EvaluatorThread): Promise<void> {
    if (thread !== this.#active || this.#closed) return;
    if (!thread.wasReady) await setTimeout(RESTART_MS);
    if (thread !== this.#active || this.#isClosed()) return;
    this.#giveUp(thread.item());
    this.#ticks = 0;
    this.#active = this.#spare ?? this.#start();
    this.#spare = this.#start();
    this.#listen(this.#active);
    for (const batch of this.#batches.values()) this.#send(batch);
    await thread.stop();
  }

  /**
   * INVARIANT: nothing is decided for an action at which a thread hung or ended: whoever asks is told so, and may ask again. A batch
   * that ends threads without an item to blame is given up as well.
   */
  #giveUp(item: number): void {
    for (const batch of [...this.#batches.values()]) {
      if (item === IDLE) batch.attempts += 1;
      const isAt = item >= batch.first && item < batch.first + batch.drafts.length;
      if (!isAt && batch.attempts < MOST_ATTEMPTS) continue;
      this.#batches.delete(batch.first);
      batch.reject(evaluatorDown('the evaluator thread hung or ended'));
    }
  }
}

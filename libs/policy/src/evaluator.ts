import { setTimeout } from 'node:timers/promises';
import type { PolicyTerms, Rule } from '@writ/aarm';
import type { ComposedDecision, DecisionDraft, Evaluator } from '@writ/engine';
import { readModule } from './compiled.js';
import type { CompiledPolicy } from './compiled.js';
import { PolicyError } from './error.js';
import { EvaluatorThread } from './thread.js';
import { IDLE } from './thread-messages.js';
import type { ThreadMessage, ThreadOptions } from './thread-messages.js';

/** Options of {@link startEvaluator}. */
export interface EvaluatorOptions {
  /** How long one action may be evaluated, in milliseconds. */
  readonly limitMs?: number;
  /** JavaScript heap of the thread, in MiB. */
  readonly heapMb?: number;
}

const LIMIT_MS = 50;
const HEAP_MB = 256;
/** How often the watchdog looks within the limit. */
const LOOKS = 3;
/** A policy that cannot be loaded any more must not start threads in a loop. */
const RESTART_MS = 500;
/** Where no item is to blame, a batch is tried this often. */
const MOST_ATTEMPTS = 3;
/** The counter of items starts again below the largest 32-bit number. */
const MOST_ITEMS = 0x4000_0000;

interface Batch {
  readonly first: number;
  readonly drafts: DecisionDraft[];
  attempts: number;
  readonly resolve: (decisions: readonly ComposedDecision[]) => void;
  readonly reject: (error: PolicyError) => void;
}

/**
 * Starts the evaluator: one thread that decides and a warm one that takes over when an evaluation has to be stopped.
 * An overrun or a crash costs its caller a DENY `rule_error`; the others of the batch are decided again.
 */
export async function startEvaluator(compiled: CompiledPolicy, options: EvaluatorOptions = {}): Promise<Evaluator> {
  return startModule(compiled, await readModule(compiled), options);
}

/** As {@link startEvaluator}, on a module that is in memory already. */
export async function startModule(
  { terms, rules }: Pick<CompiledPolicy, 'terms' | 'rules'>,
  module: Uint8Array<ArrayBuffer>,
  { limitMs = LIMIT_MS, heapMb = HEAP_MB }: EvaluatorOptions = {},
): Promise<Evaluator> {
  const overrun = `the evaluation was stopped after more than ${limitMs} ms or broke down`;
  const options = (progress: SharedArrayBuffer): ThreadOptions => ({ policy: { terms, rules }, module, progress, overrun });
  const evaluator = new ThreadedEvaluator({ terms, rules, limitMs, start: () => new EvaluatorThread({ heapMb, options }) });
  await evaluator.ready();
  return evaluator;
}

class ThreadedEvaluator implements Evaluator {
  readonly terms: PolicyTerms;
  readonly rules: readonly Rule[];
  readonly #start: () => EvaluatorThread;
  readonly #limitMs: number;
  readonly #batches = new Map<number, Batch>();
  #active: EvaluatorThread;
  #spare: EvaluatorThread;
  #next = 0;
  #watch: NodeJS.Timeout | null = null;
  #watched = IDLE;
  #ticks = 0;
  #spentBefore = 0;
  #closed = false;

  constructor({
    terms,
    rules,
    limitMs,
    start,
  }: Pick<CompiledPolicy, 'terms' | 'rules'> & { limitMs: number; start: () => EvaluatorThread }) {
    this.terms = terms;
    this.rules = rules;
    this.#limitMs = limitMs;
    this.#start = start;
    this.#active = start();
    this.#spare = start();
    this.#listen(this.#active);
  }

  async ready(): Promise<void> {
    try {
      await Promise.all([this.#active.ready, this.#spare.ready]);
    } catch (cause) {
      await this.close();
      throw down('the evaluator thread did not start', cause);
    }
  }

  decide(drafts: readonly DecisionDraft[]): Promise<readonly ComposedDecision[]> {
    if (this.#closed) return Promise.reject(down('the evaluator is closed'));
    if (drafts.length === 0) return Promise.resolve([]);
    if (this.#next + drafts.length > MOST_ITEMS) this.#next = 0;
    const first = this.#next;
    this.#next += drafts.length;
    return new Promise((resolve, reject) => {
      const batch: Batch = { first, drafts: [...drafts], attempts: 0, resolve, reject };
      this.#batches.set(first, batch);
      try {
        this.#send(batch);
      } catch (cause) {
        this.#batches.delete(first);
        reject(down('a draft is not plain data', cause));
        return;
      }
      this.#watch ??= setInterval(() => this.#tick(), this.#limitMs / LOOKS);
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#unwatch();
    for (const { reject } of this.#batches.values()) reject(down('the evaluator is closed'));
    this.#batches.clear();
    await Promise.all([this.#active.stop(), this.#spare.stop()]);
  }

  #send({ first, drafts }: Batch): void {
    this.#active.send({ first, drafts: JSON.stringify(drafts) });
  }

  #listen(thread: EvaluatorThread): void {
    thread.listen({ message: (message) => this.#settle(message), died: () => void this.#takeOver(thread) });
  }

  #settle(message: ThreadMessage): void {
    if (message.type === 'ready') return;
    const batch = this.#batches.get(message.first);
    this.#batches.delete(message.first);
    if (message.type === 'composed') batch?.resolve(message.decisions);
    else batch?.reject(down(message.message));
  }

  /**
   * An item is stopped when this thread has looked more than `limitMs` apart and found nothing else in between, and the
   * process has computed for `limitMs` meanwhile: looks and work, not time, because a machine that is too busy to look or
   * to compute is too busy to evaluate. An evaluation never waits, so one without end does reach the limit.
   */
  #tick(): void {
    if (this.#batches.size === 0) {
      this.#unwatch();
      return;
    }
    const item = this.#active.item();
    this.#ticks = item !== IDLE && item === this.#watched ? this.#ticks + 1 : 0;
    this.#watched = item;
    if (this.#ticks === 0) this.#spentBefore = spentMs();
    else if (this.#ticks > LOOKS && spentMs() - this.#spentBefore >= this.#limitMs) void this.#takeOver(this.#active);
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

  /** Ends the thread, blames the item it was at, and lets the spare decide all that was not answered. */
  async #takeOver(thread: EvaluatorThread): Promise<void> {
    if (thread !== this.#active || this.#closed) return;
    if (!thread.wasReady) await setTimeout(RESTART_MS);
    if (thread !== this.#active || this.#isClosed()) return;
    this.#blame(thread.item());
    this.#ticks = 0;
    this.#active = this.#spare;
    this.#spare = this.#start();
    this.#listen(this.#active);
    for (const batch of this.#batches.values()) this.#send(batch);
    await thread.stop();
  }

  /** INVARIANT: a stopped item is never evaluated again; a batch that breaks threads with no item to blame is given up. */
  #blame(item: number): void {
    for (const batch of [...this.#batches.values()]) {
      const draft = batch.drafts[item - batch.first];
      if (item !== IDLE && draft === undefined) continue;
      if (item !== IDLE && draft?.stopped === false) {
        batch.drafts[item - batch.first] = { ...draft, stopped: true };
        continue;
      }
      batch.attempts += 1;
      if (batch.attempts < MOST_ATTEMPTS) continue;
      this.#batches.delete(batch.first);
      batch.reject(down('the evaluator thread ends again and again'));
    }
  }
}

/** What all threads of this process have computed, in milliseconds. */
function spentMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const down = (what: string, cause?: unknown): PolicyError =>
  new PolicyError({ code: 'evaluator_down', what, remedy: 'no decision was made; try again', cause });

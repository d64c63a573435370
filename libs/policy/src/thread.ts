import { Worker } from 'node:worker_threads';
import { IDLE } from './thread-messages.js';
import type { Module } from './wasm/webassembly.js';
import type { BatchMessage, ThreadMessage, ThreadOptions } from './thread-messages.js';

/** Who hears of a thread. */
export interface ThreadListener {
  readonly message: (message: ThreadMessage) => void;
  readonly died: () => void;
}

/** What a thread is started with. */
export interface ThreadStart {
  /** Node's limits count the JavaScript heap; WASM memory has its own maximum. */
  readonly heapMb: number;
  readonly options: (progress: SharedArrayBuffer) => ThreadOptions;
}

/** One life of the evaluator thread. What it still says after {@link EvaluatorThread.stop} is not heard. */
export class EvaluatorThread {
  /** Resolves when the policy is loaded and warm, with its compiled module. */
  readonly ready: Promise<Module>;
  readonly #worker: Worker;
  readonly #progress: Int32Array;
  #listener: ThreadListener | null = null;
  #dead = false;
  #wasReady = false;

  constructor({ heapMb, options }: ThreadStart) {
    const progress = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    this.#progress = new Int32Array(progress).fill(IDLE);
    this.#worker = new Worker(new URL('../dist/evaluator-thread.js', import.meta.url), {
      workerData: options(progress),
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: heapMb },
    });
    this.ready = this.#started();
    // Whoever waits hears of it; a spare that nobody waits for is heard of when it is needed.
    this.ready.catch(() => undefined);
  }

  /** Tells of every message, and once of the end if it was not asked for; of an end that has been, at once. */
  listen(listener: ThreadListener): void {
    this.#listener = listener;
    if (this.#dead) setImmediate(() => this.#listener?.died());
  }

  send(batch: BatchMessage): void {
    this.#worker.postMessage(batch);
  }

  /** Whether it ever could decide. */
  get wasReady(): boolean {
    return this.#wasReady;
  }

  /** The item being decided, or `IDLE`. */
  item(): number {
    return Atomics.load(this.#progress, 0);
  }

  async stop(): Promise<void> {
    this.#listener = null;
    await this.#worker.terminate();
  }

  #started(): Promise<Module> {
    return new Promise((resolve, reject) => {
      const end = (cause: unknown): void => {
        reject(cause instanceof Error ? cause : new Error('the thread has ended'));
        if (this.#dead) return;
        this.#dead = true;
        this.#listener?.died();
      };
      this.#worker.on('error', end);
      this.#worker.on('exit', end);
      this.#worker.on('message', (message: ThreadMessage) => {
        if (message.type === 'ready') {
          this.#wasReady = true;
          resolve(message.module);
        } else this.#listener?.message(message);
      });
    });
  }
}

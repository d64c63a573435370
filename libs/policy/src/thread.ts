import { Worker } from 'node:worker_threads';
import { IDLE } from './thread-messages.js';
import type { BatchEnd, BatchMessage, ThreadMessage, ThreadOptions } from './thread-messages.js';

/** Who hears of a thread. */
export interface ThreadListener {
  readonly message: (message: BatchEnd) => void;
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
    const end = (): void => {
      if (this.#dead) return;
      this.#dead = true;
      this.#listener?.died();
    };
    this.#worker.on('error', end);
    this.#worker.on('exit', end);
    this.#worker.on('message', (message: ThreadMessage) => {
      if (message.type === 'ready') this.#wasReady = true;
      else this.#listener?.message(message);
    });
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
}

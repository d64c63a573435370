import { Worker } from 'node:worker_threads';
import type { Signals } from '@writ/engine';
import type { Answer, Question } from './messages.js';

interface Waiting {
  readonly resolve: (said: unknown) => void;
  readonly reject: (cause: Error) => void;
}

/** Questions that may wait: whoever brings more long texts than can be read is told to come back. */
const MOST_WAITING = 256;

/** The first long text is not kept waiting for a thread to start. */
const START_AFTER_MS = 3_000;

/** A thread that reads, started with its first question at the latest, and again after it broke down. */
export class SignalsThread {
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #asked = 0;
  #closed = false;

  /** One that lives shorter than this, and reads nothing long, does without. */
  readonly #timer = setTimeout(() => {
    this.#worker ??= this.#start();
  }, START_AFTER_MS).unref();

  async ask(name: keyof Signals, asked: readonly unknown[]): Promise<unknown> {
    if (this.#closed) throw new Error('the signals were closed');
    if (this.#waiting.size >= MOST_WAITING) throw new Error('too many long texts wait to be read');
    this.#asked += 1;
    const question: Question = { id: this.#asked, name, asked };
    return new Promise((resolve, reject) => {
      this.#worker ??= this.#start();
      this.#worker.postMessage(question);
      this.#waiting.set(question.id, { resolve, reject });
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    const worker = this.#worker;
    this.#fail(new Error('the signals were closed'));
    await worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(new URL('../../dist/aside/signals-thread.js', import.meta.url), { execArgv: [] });
    // Nobody waits for it who is not asking.
    worker.unref();
    worker.on('message', (answer: Answer) => {
      const waiting = this.#waiting.get(answer.id);
      this.#waiting.delete(answer.id);
      if ('error' in answer) waiting?.reject(new Error(answer.error));
      else waiting?.resolve(answer.said);
    });
    worker.on('error', (cause) => {
      this.#fail(cause);
    });
    worker.on('exit', () => {
      if (this.#worker === worker) this.#fail(new Error('the thread that reads long texts ended'));
    });
    return worker;
  }

  #fail(cause: Error): void {
    this.#worker = null;
    for (const { reject } of this.#waiting.values()) reject(cause);
    this.#waiting.clear();
  }
}

import { Worker } from 'node:worker_threads';
import type { Embedder } from '@writ/engine';
import type { Answer } from './embedder-thread.js';

/** Questions under way at once; a busier model answers too late anyway. */
const MOST_WAITING = 64;

interface Waiting {
  readonly resolve: (vectors: readonly Float32Array[]) => void;
  readonly reject: (cause: Error) => void;
}

/** A thread with the model, and what it was asked. */
class ModelThread {
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #asked = 0;

  async embed(texts: readonly string[]): Promise<readonly Float32Array[]> {
    if (this.#waiting.size >= MOST_WAITING) throw new Error('the embedder is busy');
    const id = (this.#asked += 1);
    return new Promise<readonly Float32Array[]>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker ??= this.#start();
      this.#worker.postMessage({ id, texts });
    });
  }

  async close(): Promise<void> {
    const thread = this.#worker;
    this.#fail(new Error('the embedder was closed'));
    await thread?.terminate();
  }

  #start(): Worker {
    const thread = new Worker(new URL('../../dist/embedder/embedder-thread.js', import.meta.url));
    thread.unref();
    thread.on('message', (answer: Answer) => {
      const asked = this.#waiting.get(answer.id);
      this.#waiting.delete(answer.id);
      if ('error' in answer) asked?.reject(new Error(answer.error));
      else asked?.resolve(answer.vectors);
    });
    thread.on('error', (cause) => {
      this.#fail(cause);
    });
    thread.on('exit', () => {
      if (this.#worker === thread) this.#fail(new Error('the embedder stopped'));
    });
    return thread;
  }

  #fail(cause: Error): void {
    this.#worker = null;
    for (const { reject } of this.#waiting.values()) reject(cause);
    this.#waiting.clear();
  }
}

/**
 * The Universal Sentence Encoder (lite) with its weights in the package, in a thread of its own: about 20 ms a text, 31 MB on
 * disk, 100 MB of memory. It starts with the first text; one that breaks down is started again with the next.
 */
export function packageEmbedder(): Embedder {
  const thread = new ModelThread();
  return { model: 'use-lite-en/0.2.0', embed: async (texts) => thread.embed(texts), close: async () => thread.close() };
}

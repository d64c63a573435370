import { Worker } from 'node:worker_threads';
import type { KeyRecord } from '@writ/receipt';
import { SignerError } from './signer.js';
import type { Signer } from './signer.js';
import type { BatchMessage, ThreadMessage, ThreadOptions } from './thread-messages.js';

/** Options of {@link startSignerThread}. */
export interface SignerThreadOptions {
  /** PKCS8 PEM or JWK; made on first use. */
  readonly keyFile: string;
  /** The key id expected in the file; any where left out. */
  readonly kid?: string;
  /** 32 bytes that the key file and the history beside it are encrypted under; they are plain where left out. */
  readonly seal?: Uint8Array | null;
}

interface Waiting {
  readonly resolve: (signatures: readonly string[]) => void;
  readonly reject: (error: Error) => void;
}

type Ready = Extract<ThreadMessage, { type: 'ready' }>;

/**
 * Starts the signing thread. If it dies, what it was signing is rejected and the next batch starts another on the same
 * key; nothing is ever signed twice or answered unsigned.
 */
export async function startSignerThread({ keyFile, kid, seal = null }: SignerThreadOptions): Promise<Signer> {
  const first = await startThread({ keyFile, kid: kid ?? null, seal });
  return new ThreadSigner({ keyFile, seal }, first);
}

class ThreadSigner implements Signer {
  readonly kid: string;
  readonly protected: string;
  readonly #files: Pick<ThreadOptions, 'keyFile' | 'seal'>;
  readonly #keys: readonly KeyRecord[];
  #thread: Promise<SigningThread>;
  #closed = false;

  constructor(files: Pick<ThreadOptions, 'keyFile' | 'seal'>, first: SigningThread) {
    this.#files = files;
    this.#thread = Promise.resolve(first);
    this.kid = first.ready.kid;
    this.protected = first.ready.protected;
    this.#keys = first.ready.keys;
  }

  async sign(inputs: readonly Uint8Array[]): Promise<readonly string[]> {
    const thread = await this.#living();
    return thread.sign(inputs);
  }

  keys(): Promise<readonly KeyRecord[]> {
    return Promise.resolve(this.#keys);
  }

  async close(): Promise<void> {
    this.#closed = true;
    const thread = await this.#thread.catch(() => null);
    await thread?.stop();
  }

  /** The thread, or a new one on the same key where it has died or could not start. */
  async #living(): Promise<SigningThread> {
    if (this.#closed) throw new SignerError('signer_down', 'the signer is closed');
    const current = this.#thread;
    const thread = await current.catch(() => null);
    if (thread?.alive === true) return thread;
    // Only the first of several callers replaces the thread; the others find its promise here.
    if (this.#thread === current) this.#thread = startThread({ ...this.#files, kid: this.kid });
    return this.#thread;
  }
}

/** One life of the thread. */
class SigningThread {
  alive = true;
  readonly ready: Ready;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #next = 0;

  constructor(worker: Worker, ready: Ready) {
    this.#worker = worker;
    this.ready = ready;
    worker.on('message', (message: ThreadMessage) => {
      this.#settle(message);
    });
    worker.on('error', (cause) => {
      this.#die(cause);
    });
    worker.on('exit', () => {
      this.#die(undefined);
    });
  }

  sign(inputs: readonly Uint8Array[]): Promise<readonly string[]> {
    const id = this.#next;
    this.#next += 1;
    return new Promise((resolve, reject) => {
      if (!this.alive) {
        reject(new SignerError('signer_down', 'the signing thread has ended'));
        return;
      }
      this.#waiting.set(id, { resolve, reject });
      // The caller's buffers may be slices of a pool, which a transfer would detach: the batch is copied once, then moved.
      const bytes = joined(inputs);
      const batch: BatchMessage = { id, lengths: inputs.map(({ length }) => length), bytes };
      this.#worker.postMessage(batch, [bytes.buffer]);
    });
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  #settle(message: ThreadMessage): void {
    if (message.type !== 'signed' && message.type !== 'refused') return;
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.type === 'signed') waiting?.resolve(message.signatures);
    else waiting?.reject(new SignerError(message.code, message.message));
  }

  #die(cause: unknown): void {
    this.alive = false;
    for (const { reject } of this.#waiting.values()) reject(new SignerError('signer_down', 'the signing thread has ended', { cause }));
    this.#waiting.clear();
  }
}

function startThread(options: ThreadOptions): Promise<SigningThread> {
  const worker = new Worker(new URL('../dist/signer-worker.js', import.meta.url), { workerData: options, execArgv: [] });
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown): void => {
      reject(new SignerError('signer_down', 'the signing thread did not start', { cause }));
    };
    worker.once('error', fail);
    worker.once('exit', fail);
    worker.once('message', (message: ThreadMessage) => {
      worker.off('error', fail);
      worker.off('exit', fail);
      if (message.type === 'ready') {
        resolve(new SigningThread(worker, message));
        return;
      }
      void worker.terminate();
      reject(
        message.type === 'failed'
          ? new SignerError(message.code, message.message)
          : new SignerError('signer_down', 'the signing thread spoke out of turn'),
      );
    });
  });
}

function joined(inputs: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(inputs.reduce((total, { length }) => total + length, 0));
  let offset = 0;
  for (const input of inputs) {
    bytes.set(input, offset);
    offset += input.length;
  }
  return bytes;
}

import { Worker } from 'node:worker_threads';

/** What is asked of a thread, by the number of the question. */
export interface Question<Asked> {
  readonly id: number;
  readonly asked: Asked;
}

/** Its answer, or why there is none. */
export type Answer<Said> = { readonly id: number; readonly said: Said } | { readonly id: number; readonly error: string };

/** Options of a {@link QuestionThread}. */
export interface QuestionThreadOptions {
  /** The compiled file that it runs. */
  readonly file: URL;
  /** What it is called where it fails. */
  readonly name: string;
  /** Questions under way at once; more are refused. */
  readonly mostWaiting: number;
}

interface Waiting<Said> {
  readonly resolve: (said: Said) => void;
  readonly reject: (cause: Error) => void;
}

/** A thread that answers questions: it starts with the first at the latest, and again after it broke down. */
export class QuestionThread<Asked, Said> {
  readonly #options: QuestionThreadOptions;
  readonly #waiting = new Map<number, Waiting<Said>>();
  #worker: Worker | null = null;
  #count = 0;
  #closed = false;

  constructor(options: QuestionThreadOptions) {
    this.#options = options;
  }

  /** Starts it, so that the first question does not wait for that. */
  start(): void {
    this.#worker ??= this.#begin();
  }

  async ask(asked: Asked): Promise<Said> {
    const { name, mostWaiting } = this.#options;
    if (this.#closed) throw new Error(`${name} was closed`);
    if (this.#waiting.size >= mostWaiting) throw new Error(`${name} is busy`);
    this.#count += 1;
    const question: Question<Asked> = { id: this.#count, asked };
    return new Promise((resolve, reject) => {
      this.#worker ??= this.#begin();
      this.#worker.postMessage(question);
      this.#waiting.set(question.id, { resolve, reject });
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    const worker = this.#worker;
    this.#fail(new Error(`${this.#options.name} was closed`));
    await worker?.terminate();
  }

  #begin(): Worker {
    const { file, name } = this.#options;
    const worker = new Worker(file, { execArgv: [] });
    // Nobody waits for it who is not asking.
    worker.unref();
    worker.on('message', (answer: Answer<Said>) => {
      const waiting = this.#waiting.get(answer.id);
      this.#waiting.delete(answer.id);
      if ('error' in answer) waiting?.reject(new Error(answer.error));
      else waiting?.resolve(answer.said);
    });
    worker.on('error', (cause) => {
      this.#fail(cause);
    });
    worker.on('exit', () => {
      if (this.#worker === worker) this.#fail(new Error(`${name} stopped`));
    });
    return worker;
  }

  #fail(cause: Error): void {
    this.#worker = null;
    for (const { reject } of this.#waiting.values()) reject(cause);
    this.#waiting.clear();
  }
}

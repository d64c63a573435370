/** Items that one batch takes at most. */
const BATCH = 96;

/** Works on `width` batches at a time; what arrives meanwhile is the next one, so batches grow with the load and need no timer. */
export class Stage<T> {
  readonly #work: (batch: readonly T[]) => Promise<void>;
  readonly #width: number;
  readonly #waiting: T[] = [];
  #busy = 0;

  constructor(work: (batch: readonly T[]) => Promise<void>, width = 1) {
    this.#work = work;
    this.#width = width;
  }

  add(...items: readonly T[]): void {
    this.#waiting.push(...items);
    if (this.#busy === this.#width || this.#waiting.length === 0) return;
    this.#busy += 1;
    // Not at once: what the same turn of the event loop adds joins the batch.
    setImmediate(() => void this.#run());
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) await this.#work(this.#waiting.splice(0, BATCH));
    this.#busy -= 1;
  }
}

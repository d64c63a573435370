/** Something that an issuer said. */
export interface Said<T> {
  readonly value: T;
  /** From then on it is asked again; milliseconds. */
  readonly freshUntil: number;
  /** From then on it does not count. */
  readonly countsUntil: number;
}

/**
 * Keeps what an issuer says. INVARIANT: at most one question is on its way, none sooner than a pause after one that failed, and nothing
 * counts for longer than it was meant to.
 */
export class Kept<T> {
  readonly #ask: () => Promise<Said<T>>;
  readonly #retryMs: number;
  #said: Said<T> | null = null;
  #asking: Promise<boolean> | null = null;
  #failedAt: number | null = null;

  constructor(ask: () => Promise<Said<T>>, { retryS }: { readonly retryS: number }) {
    this.#ask = ask;
    this.#retryMs = retryS * 1000;
  }

  /** What counts now; null where nothing does. */
  get counting(): Said<T> | null {
    return this.#said !== null && this.#said.countsUntil > Date.now() ? this.#said : null;
  }

  /** What counts, asked for where it is not fresh. Nobody waits for an issuer that did not answer last time while what it said counts. */
  async current(): Promise<Said<T> | null> {
    if (this.#said === null || this.#said.freshUntil <= Date.now()) {
      const asked = this.askAgain();
      if (this.#failedAt === null || this.counting === null) await asked;
    }
    return this.counting;
  }

  /** Whether there is a new answer. Who comes while a question is on its way waits for the same. */
  async askAgain(): Promise<boolean> {
    if (this.#asking !== null) return this.#asking;
    if (this.#failedAt !== null && Date.now() - this.#failedAt < this.#retryMs) return false;
    this.#asking = this.#answered().finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  async #answered(): Promise<boolean> {
    try {
      this.#said = await this.#ask();
      this.#failedAt = null;
      return true;
    } catch {
      this.#failedAt = Date.now();
      return false;
    }
  }
}

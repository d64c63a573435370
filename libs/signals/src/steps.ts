/** Thrown where a reader has no steps left; caught where it begins, and never outside of this library. */
export class OutOfSteps extends Error {}

/**
 * The work that may be spent on one text, counted instead of timed: an overrun comes at the same place on every machine and in every
 * replay. One step is about one character looked at once.
 */
export class Steps {
  readonly #most: number;
  #taken = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get taken(): number {
    return this.#taken;
  }

  /** Counts work before it is done. */
  take(count: number): void {
    this.#taken += count;
    if (this.#taken > this.#most) throw new OutOfSteps();
  }
}

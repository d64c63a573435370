/** What is told of a text on which more work would have to be spent than anybody's own text needs. */
export const TOO_MUCH_WORK = 'reading it takes more steps than are spent on one text';

/**
 * Work spent on one text. The longest text that is read costs a fifth of it by itself; what runs texts of its own may cost as much again
 * for each of them. On a slow machine it is spent in some 20 milliseconds.
 */
export const MOST_STEPS = 1_000_000;

/** Thrown where a reader has no steps left; caught where a view begins, and never outside of this library. */
export class OutOfSteps extends Error {}

/**
 * The work that may be spent on one text, counted instead of timed: an overrun comes at the same place on every machine and in every
 * replay. One step is about one character looked at once.
 */
export class Steps {
  readonly #most: number;
  #taken = 0;

  constructor(most = MOST_STEPS) {
    this.#most = most;
  }

  get taken(): number {
    return this.#taken;
  }

  /** Counts work before it is done. */
  take(count = 1): void {
    this.#taken += count;
    if (this.#taken > this.#most) throw new OutOfSteps(TOO_MUCH_WORK);
  }
}

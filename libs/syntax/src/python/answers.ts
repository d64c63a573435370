import type { SyntaxNode } from '@lezer/common';
import type { Steps } from '../steps.js';

/** Questions lead to questions: so many of them stand on the stack. */
const DEEPEST = 100;
const STEPS_OF_QUESTION = 8;

/** What is being asked, over all kinds of questions: how deep, and the outermost of those that met themselves. */
export class Asking {
  depth = 0;
  outermost = Infinity;
  readonly steps: Steps;

  constructor(steps: Steps) {
    this.steps = steps;
  }

  /** Whatever is being asked further out than this rests on an answer that is not there yet. */
  cut(depth: number): void {
    this.outermost = Math.min(this.outermost, depth);
  }
}

/**
 * Answers to questions about places of a program. Each is worked out once; one that meets itself has the answer that is given here, and
 * what rests on that is kept only where it is itself the outermost that does.
 */
export class Answers<T> {
  readonly #known = new Map<number, { readonly answer: T }>();
  readonly #open = new Map<number, number>();
  readonly #otherwise: T;
  readonly #asking: Asking;

  constructor(otherwise: T, asking: Asking) {
    this.#otherwise = otherwise;
    this.#asking = asking;
  }

  of(node: SyntaxNode, work: () => T): T {
    const place = placeOf(node);
    const known = this.#known.get(place);
    if (known !== undefined) return known.answer;
    const asking = this.#asking;
    const open = this.#open.get(place);
    if (open !== undefined || asking.depth >= DEEPEST) {
      asking.cut(open ?? 0);
      return this.#otherwise;
    }
    asking.steps.take(STEPS_OF_QUESTION);
    const outer = asking.outermost;
    asking.outermost = Infinity;
    const depth = (asking.depth += 1);
    this.#open.set(place, depth);
    const answer = work();
    this.#open.delete(place);
    asking.depth -= 1;
    const met = asking.outermost;
    asking.outermost = outer;
    if (met < depth) asking.cut(met);
    else this.#known.set(place, { answer });
    return answer;
  }
}

/** A number for each node: where it begins and ends, and what it is. Programs have no more than 2^16 signs. */
export const placeOf = ({ type, from, to }: SyntaxNode): number => (from * 0x20000 + to) * 0x400 + type.id;

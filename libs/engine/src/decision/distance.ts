import type { ContextState } from '@writ/aarm';
import type { AsyncSignals } from '../journal/async-signals.js';
import type { Embedder, Measured } from '../journal/ports.js';

/** Measures how far an action is from what the user asked for. */
export interface Distance {
  /** Null where there is no request or no embedder, or where it does not answer within the budget: never an error. */
  measure(state: Pick<ContextState, 'request'>, action: Parameters<AsyncSignals['sentenceOf']>[0]): Promise<Measured | null>;
}

/** Without an embedder nothing is measured. */
export const NO_DISTANCE: Distance = { measure: async () => Promise.resolve(null) };

const DEFAULT_BUDGET_MS = 50;
/** Texts whose vectors are remembered: the request of a session is asked for with each of its actions. */
const MOST_REMEMBERED = 2000;
const LONGEST_TEXT = 2000;

type Vector = ArrayLike<number>;

/**
 * Distances by an embedder. What does not come within the budget is not waited for, but remembered when it comes, so the
 * next action of the session has it.
 */
export function distanceBy(
  embedder: Embedder,
  { signals, budget_ms = DEFAULT_BUDGET_MS }: { readonly signals: Pick<AsyncSignals, 'sentenceOf'>; readonly budget_ms?: number },
): Distance {
  const remembered = new Map<string, Promise<Vector>>();
  const vectorOf = (text: string): Promise<Vector> => {
    const known = remembered.get(text);
    if (known !== undefined) return known;
    const asked = embedder.embed([text]).then(([vector]) => {
      if (vector === undefined) throw new TypeError('the embedder gave no vector');
      return vector;
    });
    asked.catch(() => remembered.delete(text));
    if (remembered.size >= MOST_REMEMBERED) remembered.delete(remembered.keys().next().value ?? '');
    remembered.set(text, asked);
    return asked;
  };
  return {
    measure: async ({ request }, action) => {
      if (request.text === null) return null;
      const texts = [request.text, await signals.sentenceOf(action)].map((text) => text.slice(0, LONGEST_TEXT));
      const vectors = await within(budget_ms, Promise.all(texts.map(vectorOf)));
      const [asked, done] = vectors ?? [];
      const distance = asked === undefined || done === undefined ? null : 1 - cosine(asked, done);
      return distance === null || !Number.isFinite(distance) ? null : { distance: quantised(distance), model: embedder.model };
    },
  };
}

/** Three decimals, as the drift that is made of them. */
const quantised = (value: number): number => Math.round(Math.max(value, 0) * 1000) / 1000;

async function within<T>(ms: number, answer: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => {
      resolve(null);
    }, ms);
  });
  try {
    return await Promise.race([answer.catch(() => null), late]);
  } finally {
    clearTimeout(timer);
  }
}

function cosine(a: Vector, b: Vector): number {
  let [dot, lengthA, lengthB] = [0, 0, 0];
  for (let i = 0; i < a.length; i += 1) {
    const [x, y] = [a[i] ?? 0, b[i] ?? 0];
    dot += x * y;
    lengthA += x * x;
    lengthB += y * y;
  }
  return dot / Math.sqrt(lengthA * lengthB);
}

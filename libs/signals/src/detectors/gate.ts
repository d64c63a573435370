import { Automaton } from './automaton.js';
import type { Kind } from './finding.js';
import { Named } from './named.js';

/** Seven digits or more, with at most two signs between them. */
const LONG_NUMBER = /\d(?:[ ./()-]{0,2}\d){6}/u;

/** The spellings of a word of several parts. */
const spellings = (word: string): readonly string[] =>
  word.includes(' ') ? ['', ' ', '_', '-'].map((sign) => word.replaceAll(' ', sign)) : [word];

const hintsOf = ({ hints = [], near = [] }: Kind): readonly string[] => [...hints, ...near.flatMap(spellings)];

/** What a text may hold, and the words that name something in it. */
export interface Opened {
  readonly kinds: ReadonlySet<Kind>;
  /** By kind, where it has to be named. */
  readonly named: ReadonlyMap<Kind, Named>;
}

/** One of the words that values are found by. */
interface Hint {
  readonly length: number;
  readonly kinds: readonly Kind[];
  /** Those of them that it names: where it stands matters. */
  readonly names: readonly Kind[];
}

/**
 * Which kinds may be in a text at all, and where they are named, told in one pass over it instead of one for each kind. It never leaves
 * out a kind whose pattern would find something.
 */
export class Gate {
  readonly #plain: readonly Kind[];
  readonly #automaton: Automaton;
  readonly #hints: readonly Hint[];

  constructor(kinds: readonly Kind[]) {
    this.#plain = kinds.filter((kind) => hintsOf(kind).length === 0);
    const hints = [...new Set(kinds.flatMap(hintsOf))];
    this.#hints = hints.map((hint) => {
      const of = kinds.filter((kind) => hintsOf(kind).includes(hint));
      return { length: hint.length, kinds: of, names: of.filter(({ near }) => near?.flatMap(spellings).includes(hint) === true) };
    });
    this.#automaton = new Automaton(hints);
  }

  /** Those to look for in a text, of which `before` stands in front. */
  open(text: string, before: string): Opened {
    const whole = before === '' ? text : `${before} ${text}`;
    const long = LONG_NUMBER.test(text);
    const kinds = new Set<Kind>(this.#plain.filter(({ digits }) => long || digits !== true));
    const named = new Map<Kind, Named>();
    const seen = new Uint8Array(this.#hints.length);
    const see = (index: number, end: number): boolean => {
      const hint = this.#hints[index];
      if (hint === undefined) return false;
      if (seen[index] === 0) for (const kind of hint.kinds) if (long || kind.digits !== true) kinds.add(kind);
      seen[index] = 1;
      for (const kind of hint.names) {
        const places = named.get(kind) ?? new Named(whole, whole.length - text.length);
        named.set(kind, places);
        places.add(end - hint.length, end);
      }
      return hint.names.length > 0;
    };
    this.#automaton.scan(whole, (hints, end) => hints.reduce((more, hint) => see(hint, end) || more, false));
    return { kinds, named };
  }
}

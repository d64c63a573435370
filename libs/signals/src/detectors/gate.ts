import { Automaton } from './automaton.js';
import type { Kind } from './finding.js';

/** How far before a value the word may stand that names it. */
export const NEAR = 48;

const ESCAPED = /[$()*+./?[\\\]^{|}]/gu;
/** Seven digits or more, with at most two signs between them. */
const LONG_NUMBER = /\d(?:[ ./()-]{0,2}\d){6}/u;

/** The spellings of a word of several parts. */
const spellings = (word: string): readonly string[] =>
  word.includes(' ') ? ['', ' ', '_', '-'].map((sign) => word.replaceAll(' ', sign)) : [word];

/** The words as they stand in a text: not as parts of longer words, but as parts of names such as `user_ssn`. */
export function wordsPattern(words: readonly string[]): RegExp {
  const all = words
    .flatMap(spellings)
    .sort((a, b) => b.length - a.length)
    .map((word) => word.replaceAll(ESCAPED, String.raw`\$&`));
  return new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${all.join('|')})(?![\p{L}\p{N}])`, 'iu');
}

const hintsOf = ({ hints, near }: Kind): readonly string[] => hints ?? near?.flatMap(spellings) ?? [];

/**
 * Which kinds may be in a text at all, told in one pass over it instead of one for each kind. It never leaves out a kind whose
 * pattern would find something.
 */
export class Gate {
  readonly #plain: readonly Kind[];
  readonly #automaton: Automaton;
  /** By hint: the kinds that it is one of. */
  readonly #kinds: readonly (readonly Kind[])[];

  constructor(kinds: readonly Kind[]) {
    this.#plain = kinds.filter((kind) => hintsOf(kind).length === 0);
    const hints = [...new Set(kinds.flatMap(hintsOf))];
    this.#kinds = hints.map((hint) => kinds.filter((kind) => hintsOf(kind).includes(hint)));
    this.#automaton = new Automaton(hints);
  }

  /** Those to look for in a text, of which `before` stands in front. */
  open(text: string, before: string): ReadonlySet<Kind> {
    const long = LONG_NUMBER.test(text);
    const open = new Set<Kind>();
    const add = (kind: Kind): void => {
      if (long || kind.digits !== true) open.add(kind);
    };
    this.#plain.forEach(add);
    const seen = new Uint8Array(this.#kinds.length);
    const tell = (hints: readonly number[]): void => {
      for (const hint of hints) {
        if (seen[hint] === 1) continue;
        seen[hint] = 1;
        this.#kinds[hint]?.forEach(add);
      }
    };
    this.#automaton.scan(text, tell);
    if (before !== '') this.#automaton.scan(before, tell);
    return open;
  }
}

/** The two signs beside A to Z that a pattern that ignores case takes for letters of it. */
const ALSO: Readonly<Record<string, string>> = { s: '\u017F', k: '\u212A' };

/** Finds many short texts, whatever their case, in one pass (Aho and Corasick): a step for each unit of the text. */
export class Automaton {
  /** By UTF-16 unit: which sign of the words it is; 0 is none of them. */
  readonly #signs = new Uint8Array(0x10000);
  readonly #width: number;
  /** By state and sign: the next state. */
  readonly #next: Uint16Array;
  /** By state: 1 where a word ends. */
  readonly #final: Uint8Array;
  /** By state: the words that end there. */
  readonly #ends: (readonly number[] | undefined)[] = [];

  /** Of at most 255 different signs and 65,535 units in all. */
  constructor(words: readonly string[]) {
    const signs = [...new Set(words.flatMap((word) => word.split('')))];
    signs.forEach((sign, i) => {
      for (const form of [sign, sign.toUpperCase(), ALSO[sign] ?? sign]) if (form.length === 1) this.#signs[form.charCodeAt(0)] = i + 1;
    });
    this.#width = signs.length + 1;
    const states = words.reduce((sum, word) => sum + word.length, 1);
    this.#next = new Uint16Array(states * this.#width);
    this.#final = new Uint8Array(states);
    this.#plant(words);
    this.#link();
    this.#ends.forEach((_, state) => (this.#final[state] = 1));
  }

  #plant(words: readonly string[]): void {
    let states = 1;
    words.forEach((word, index) => {
      let state = 0;
      for (let i = 0; i < word.length; i += 1) {
        const at = state * this.#width + this.#sign(word, i);
        if (this.#next[at] === 0) this.#next[at] = states++;
        state = this.#next[at] ?? 0;
      }
      this.#ends[state] = [...(this.#ends[state] ?? []), index];
    });
  }

  /** Where a word breaks off, the longest end of it that begins another one goes on. */
  #link(): void {
    const back = new Map<number, number>();
    const open = [0];
    for (let state = open.shift(); state !== undefined; state = open.shift()) {
      const fallback = back.get(state) ?? 0;
      const ends = [...(this.#ends[state] ?? []), ...(state === 0 ? [] : (this.#ends[fallback] ?? []))];
      if (ends.length > 0) this.#ends[state] = ends;
      for (let sign = 1; sign < this.#width; sign += 1) {
        const at = state * this.#width + sign;
        const further = state === 0 ? 0 : (this.#next[fallback * this.#width + sign] ?? 0);
        const next = this.#next[at] ?? 0;
        if (next === 0) this.#next[at] = further;
        else {
          back.set(next, further);
          open.push(next);
        }
      }
    }
  }

  #sign(text: string, i: number): number {
    return this.#signs[text.charCodeAt(i)] ?? 0;
  }

  /** Tells of each word that is there, by its place among the words, and of where it ends, until `tell` wants no more of what ends so. */
  scan(text: string, tell: (words: readonly number[], end: number) => boolean): void {
    const next = this.#next;
    const signs = this.#signs;
    const width = this.#width;
    const final = this.#final.slice();
    let state = 0;
    for (let i = 0; i < text.length; i += 1) {
      state = next[state * width + (signs[text.charCodeAt(i)] ?? 0)] ?? 0;
      if (final[state] === 1 && !tell(this.#ends[state] ?? [], i + 1)) final[state] = 0;
    }
  }
}

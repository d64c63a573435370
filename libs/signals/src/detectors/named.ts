/** How far before a value the word may stand that names it. */
export const NEAR = 48;

const PART_OF_WORD = /[\p{L}\p{N}]/u;

/** Whether the sign that ends or begins here belongs to a word. */
const isWordAt = (text: string, at: number): boolean => PART_OF_WORD.test(String.fromCodePoint(text.codePointAt(at) ?? 0));

/**
 * Where words stand that name values of one kind: not as parts of longer words, but as parts of names such as `user_ssn`. They are added
 * in the order of their ends and asked for in the order of the values, so that each is looked at once.
 */
export class Named {
  readonly #text: string;
  /** Signs of what stands in front of the text. */
  readonly #shift: number;
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  /** Words that go on in what comes next: they name a value that begins right there. */
  readonly #touching = new Map<number, number>();
  #at = 0;
  #latest = -1;

  constructor(text: string, shift: number) {
    this.#text = text;
    this.#shift = shift;
  }

  add(start: number, end: number): void {
    if (start > 0 && isWordAt(this.#text, lastBefore(this.#text, start))) return;
    if (end < this.#text.length && isWordAt(this.#text, end)) {
      this.#touching.set(end, Math.max(start, this.#touching.get(end) ?? -1));
      return;
    }
    this.#starts.push(start);
    this.#ends.push(end);
  }

  /** Whether one of them stands shortly before a value; where the text has just begun, what stands in front of it counts too. */
  isBefore(value: number): boolean {
    const at = value + this.#shift;
    while (this.#at < this.#ends.length && (this.#ends[this.#at] ?? 0) <= at) {
      this.#latest = Math.max(this.#latest, this.#starts[this.#at] ?? -1);
      this.#at += 1;
    }
    const latest = Math.max(this.#latest, this.#touching.get(at) ?? -1);
    return latest >= (value < NEAR ? 0 : at - NEAR);
  }
}

/** Where the sign begins that ends here. */
const lastBefore = (text: string, end: number): number => (end > 1 && (text.codePointAt(end - 2) ?? 0) > 0xffff ? end - 2 : end - 1);

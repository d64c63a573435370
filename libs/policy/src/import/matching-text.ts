/** Classes of characters, each by one of them. */
const CLASSES: Readonly<Record<string, string>> = { d: '1', w: 'a', s: ' ', b: '', B: '', A: '', z: '', D: 'a', W: ' ', S: 'a' };

/**
 * Texts that a simple pattern may match: the first branch of each choice, one character of each class, what is optional
 * left out or in. Whoever uses them tries them first; of a pattern with more to it there may be none.
 */
export function matchingText(pattern: string): readonly string[] {
  const plain = pattern.replace(/^\(\?[ims]+\)/u, '').replaceAll(/\(\?(?::|[ims]+:|P?<\w+>)/gu, '(');
  return [new Sampler(plain, false).run(), new Sampler(plain, true).run()];
}

class Sampler {
  readonly #pattern: string;
  readonly #full: boolean;
  #at = 0;

  constructor(pattern: string, full: boolean) {
    this.#pattern = pattern;
    this.#full = full;
  }

  /** The text of the first branch, up to the end of the group. */
  run(): string {
    let text = '';
    let taken = true;
    while (this.#at < this.#pattern.length && this.#pattern[this.#at] !== ')') {
      if (this.#pattern[this.#at] === '|') {
        taken = false;
        this.#at += 1;
        continue;
      }
      const piece = this.#repeated(this.#atom());
      if (taken) text += piece;
    }
    return text;
  }

  #atom(): string {
    const char = this.#pattern[this.#at] ?? '';
    this.#at += 1;
    if (char === '(') {
      const inner = this.run();
      this.#at += 1;
      return inner;
    }
    if (char === '[') return this.#set();
    if (char === '\\') {
      const escaped = this.#pattern[this.#at] ?? '';
      this.#at += 1;
      return CLASSES[escaped] ?? escaped;
    }
    if (char === '.') return 'a';
    return char === '^' || char === '$' ? '' : char;
  }

  /** One member of a set; of a negated one something that is seldom in it. */
  #set(): string {
    const end = this.#pattern.indexOf(']', this.#at + 1);
    const members = this.#pattern.slice(this.#at, end < 0 ? undefined : end);
    this.#at = end < 0 ? this.#pattern.length : end + 1;
    if (members.startsWith('^')) return members.includes('a') ? '_' : 'a';
    return members.startsWith('\\') ? (CLASSES[members[1] ?? ''] ?? members[1] ?? '') : (members[0] ?? '');
  }

  #repeated(piece: string): string {
    const quantifier = /^(?:[*+?]|\{(?<least>\d+)(?:,\d*)?\})\??/u.exec(this.#pattern.slice(this.#at));
    if (quantifier === null) return piece;
    this.#at += quantifier[0].length;
    const least = quantifier.groups?.['least'];
    if (least !== undefined) return piece.repeat(Math.min(64, Math.max(Number(least), this.#full ? 1 : 0)));
    return quantifier[0].startsWith('+') || this.#full ? piece : '';
  }
}

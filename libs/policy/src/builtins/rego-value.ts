import { Fault } from '../wasm/fault.js';

/** A value of Rego. Numbers stay as they are written: they are exact, and of any length. */
export type RegoValue =
  | null
  | boolean
  | string
  | { readonly number: string }
  | readonly RegoValue[]
  | { readonly set: readonly RegoValue[] }
  | { readonly object: readonly (readonly [RegoValue, RegoValue])[] };

/** Reads a value as `opa_value_dump` writes it: JSON, with sets as `{1, 2}` and `set()`, and keys of any kind. */
export function readRegoValue(text: string): RegoValue {
  const reader = new ValueReader(text);
  const value = reader.value();
  reader.end();
  return value;
}

/** The module itself nests no deeper. */
const MOST_DEPTH = 1_000;

/** Everything that is no string, bracket or separator. */
const WORD = /[^\s,:[\]{}"]+/uy;
const STRING = /"[^"\\]*(?:\\.[^"\\]*)*"/suy;

class ValueReader {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  end(): void {
    this.#skipSpace();
    if (this.#at < this.#text.length) throw unreadable();
  }

  value(): RegoValue {
    this.#skipSpace();
    const char = this.#text[this.#at];
    if (char === '"') return JSON.parse(this.#match(STRING)) as string;
    if (char === '[') return this.#list(']', () => this.value());
    if (char === '{') return this.#members();
    return wordValue(this.#match(WORD));
  }

  /** A set or an object: the first member tells. An empty pair of braces is an object. */
  #members(): RegoValue {
    const members = this.#list('}', (): readonly [RegoValue, ...RegoValue[]] => {
      const key = this.value();
      this.#skipSpace();
      if (this.#text[this.#at] !== ':') return [key];
      this.#at += 1;
      return [key, this.value()];
    });
    const pairs = members.filter((member): member is readonly [RegoValue, RegoValue] => member.length === 2);
    return pairs.length === members.length ? { object: pairs } : { set: members.map(([member]) => member) };
  }

  #list<T>(close: string, read: () => T): readonly T[] {
    const members: T[] = [];
    this.#at += 1;
    this.#depth += 1;
    if (this.#depth > MOST_DEPTH) throw new Fault('it is nested too deeply');
    for (;;) {
      this.#skipSpace();
      if (this.#text[this.#at] === close) break;
      members.push(read());
      this.#skipSpace();
      if (this.#text[this.#at] === ',') this.#at += 1;
      else if (this.#text[this.#at] !== close) throw unreadable();
    }
    this.#at += 1;
    this.#depth -= 1;
    return members;
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [found] = pattern.exec(this.#text) ?? [];
    if (found === undefined) throw unreadable();
    this.#at += found.length;
    return found;
  }

  #skipSpace(): void {
    while (this.#text[this.#at] === ' ') this.#at += 1;
  }
}

function wordValue(word: string): RegoValue {
  if (word === 'null') return null;
  if (word === 'true' || word === 'false') return word === 'true';
  if (word === 'set()') return { set: [] };
  if (/^-?[0-9]/u.test(word)) return { number: word };
  throw unreadable();
}

const unreadable = (): Error => new Error('the module wrote a value that cannot be read');

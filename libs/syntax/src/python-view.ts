import { pythonTokens } from './python-tokens.js';
import type { PythonToken } from './python-tokens.js';

/** A call, by the full name of what is called; a method of something unknown begins with a dot. */
export interface PythonCall {
  readonly name: string;
  /** Texts of the arguments in order, keywords by their value; null where it is only known once it runs. */
  readonly args: readonly (string | null)[];
}

/** What a Python program does, as far as its text tells. */
export interface PythonView {
  readonly calls: readonly PythonCall[];
  readonly imports: readonly string[];
  /** Texts in the program, each once. */
  readonly texts: readonly string[];
  /** Whether a loop has no end that the text shows. */
  readonly endless: boolean;
  /** Why what is unknown is unknown; empty if all of it was read. */
  readonly unreadable: readonly string[];
}

export const NO_PYTHON: PythonView = { calls: [], imports: [], texts: [], endless: false, unreadable: [] };

const LONGEST = 128 * 1024;
const MOST_CALLS = 2000;
const MOST_TEXTS = 500;
const LONGEST_TEXT = 512;

/** Reads a program: imports under their aliases, calls by full names, constants where they are assigned. Linear in the text. */
export function pythonView(text: string): PythonView {
  const tokens = pythonTokens(text.slice(0, LONGEST));
  if (tokens === null) return { ...NO_PYTHON, unreadable: ['a text does not end'] };
  const reader = new Reader(tokens);
  const view = reader.read();
  return text.length > LONGEST ? { ...view, unreadable: [...view.unreadable, 'the program is too long'] } : view;
}

/** Words that end a loop, or wait for somebody. */
const ENDS = new Set([
  'break',
  'return',
  'raise',
  'exit',
  'quit',
  '_exit',
  'sleep',
  'input',
  'accept',
  'recv',
  'wait',
  'get',
  'yield',
  'await',
  'select',
  'next',
]);
/** Calls that stand for the text that they were given. */
const AS_TEXT = new Set([
  'Path',
  'pathlib.Path',
  'pathlib.PosixPath',
  'PurePath',
  'str',
  'os.path.expanduser',
  'os.path.join',
  'os.fspath',
  'bytes',
]);

/** Brackets inside of each other that may still be a text. */
const DEEPEST = 4;
/** Tokens of a constant: what is longer is none. */
const MOST_OF_A_TEXT = 24;

const isEnd = ({ kind, text }: PythonToken): boolean =>
  kind === 'line' || (kind === 'mark' && [',', ')', ']', '}', ';', ':'].includes(text));

function closings(tokens: readonly PythonToken[]): readonly (number | undefined)[] {
  const closing: (number | undefined)[] = [];
  const open: number[] = [];
  for (const [i, { kind, text }] of tokens.entries()) {
    if (kind !== 'mark') continue;
    if ('([{'.includes(text)) open.push(i);
    else if (')]}'.includes(text)) {
      const at = open.pop();
      if (at !== undefined) closing[at] = i;
    }
  }
  return closing;
}

class Reader {
  readonly #tokens: readonly PythonToken[];
  readonly #aliases = new Map<string, string>();
  readonly #imports = new Set<string>();
  readonly #constants = new Map<string, string | null>();
  readonly #calls: PythonCall[] = [];
  /** For each opening bracket, where it is closed. */
  readonly #closing: readonly (number | undefined)[];

  constructor(tokens: readonly PythonToken[]) {
    this.#tokens = tokens;
    this.#closing = closings(tokens);
  }

  read(): PythonView {
    this.#readImports();
    for (let i = 0; i < this.#tokens.length && this.#calls.length < MOST_CALLS; i += 1) {
      this.#assignment(i);
      this.#call(i);
    }
    const texts = this.#tokens.flatMap(({ kind, text }) => (kind === 'string' && text.length <= LONGEST_TEXT ? [text] : []));
    return {
      calls: this.#calls,
      imports: [...this.#imports],
      texts: [...new Set(texts)].slice(0, MOST_TEXTS),
      endless: this.#isEndless(),
      unreadable: this.#calls.length >= MOST_CALLS ? ['the program has too many calls'] : [],
    };
  }

  /** `import a.b as c`, `from a import b as c, d`. */
  #readImports(): void {
    let from: string | null = null;
    for (let i = 0; i < this.#tokens.length; i += 1) {
      if (this.#tokens[i]?.kind !== 'name') continue;
      if (this.#text(i) === 'from') from = this.#dotted(i + 1).name;
      if (this.#text(i) !== 'import') continue;
      i = this.#imported(i + 1, from) - 1;
      from = null;
    }
  }

  /** Where the names of an import end. */
  #imported(start: number, module: string | null): number {
    if (module !== null) this.#imports.add(module);
    let i = start;
    while (i < this.#tokens.length && this.#text(i) !== '\n' && this.#text(i) !== ';') {
      const { name, end } = this.#dotted(i);
      if (name === '') {
        i += 1;
        continue;
      }
      const [first = name] = name.split('.');
      const renamed = this.#text(end) === 'as';
      if (module === null) this.#imports.add(name);
      if (renamed) this.#aliases.set(this.#text(end + 1), module === null ? name : `${module}.${name}`);
      else this.#aliases.set(first, module === null ? first : `${module}.${name}`);
      i = renamed ? end + 2 : end;
    }
    return i;
  }

  /** `name = text`, also of what stands for its text: `Path('…')`. */
  #assignment(i: number): void {
    if (this.#tokens[i]?.kind !== 'name' || this.#text(i + 1) !== '=' || this.#text(i + 2) === '=') return;
    const { value } = this.#value(i + 2, MOST_OF_A_TEXT);
    this.#constants.set(this.#text(i), value);
  }

  #call(i: number): void {
    const before = this.#text(i - 1);
    if (this.#tokens[i]?.kind !== 'name' || before === '.' || before === 'def' || before === 'class') {
      if (before === '.' && this.#tokens[i]?.kind === 'name' && this.#text(i + 1) === '(' && !this.#isInChain(i))
        this.#push(`.${this.#text(i)}`, i + 1, this.#receiver(i - 2));
      return;
    }
    const { name, end } = this.#dotted(i);
    if (this.#text(end) !== '(') return;
    const [first = '', ...rest] = name.split('.');
    const known = this.#constants.get(first);
    if (rest.length > 0 && typeof known === 'string' && !this.#aliases.has(first)) this.#push(`.${rest.at(-1) ?? ''}`, end, known);
    else this.#push([this.#aliases.get(first) ?? first, ...rest].join('.'), end, null);
  }

  /** Whether the name is the end of `a.b.c`, which is read as a whole from its beginning. */
  #isInChain(i: number): boolean {
    let at = i;
    while (this.#text(at - 1) === '.' && this.#tokens[at - 2]?.kind === 'name' && i - at < 64) at -= 2;
    return this.#text(at - 1) !== '.';
  }

  /** The text of `f('…')` before a dot. */
  #receiver(close: number): string | null {
    if (this.#text(close) !== ')') return null;
    const inner = this.#tokens[close - 1];
    return inner?.kind === 'string' ? (inner.value ?? null) : null;
  }

  #push(name: string, open: number, on: string | null): void {
    const args = on === null ? [] : [on];
    this.#calls.push({ name, args: [...args, ...this.#args(open)] });
  }

  #args(open: number): readonly (string | null)[] {
    const args: (string | null)[] = [];
    let i = open + 1;
    while (i < this.#tokens.length && this.#text(i) !== ')' && args.length < 16) {
      if (this.#tokens[i]?.kind === 'line' || this.#text(i) === ',') {
        i += 1;
        continue;
      }
      if (this.#tokens[i]?.kind === 'name' && this.#text(i + 1) === '=' && this.#text(i + 2) !== '=') i += 2;
      const { value, end } = this.#value(i);
      args.push(value);
      i = Math.max(end, i + 1);
    }
    return args;
  }

  /** The text of one expression, up to a comma or the end of the brackets around it. Linear: what is no text is jumped over. */
  #value(start: number, most = Number.POSITIVE_INFINITY): { readonly value: string | null; readonly end: number } {
    let value: string | null = '';
    let depth = 0;
    let i = start;
    for (; i < this.#tokens.length; i += 1) {
      const token = this.#tokens[i];
      if (token === undefined || (depth === 0 && isEnd(token))) break;
      if (i - start >= most) return { value: null, end: i };
      if (token.kind === 'mark' && '([{'.includes(token.text)) {
        if (value !== null && token.text === '(' && depth < DEEPEST) depth += 1;
        else {
          value = null;
          i = this.#closing[i] ?? this.#tokens.length;
        }
      } else if (token.kind === 'mark' && ')]}'.includes(token.text)) depth -= 1;
      else value = joined(value, this.#piece(i));
    }
    return { value: i === start ? null : value, end: i };
  }

  /** What one token adds to a text: itself, the constant of its name, nothing, or what nobody knows. */
  #piece(i: number): string | null {
    const token = this.#tokens[i];
    if (token?.kind === 'string') return token.value ?? null;
    if (token?.kind === 'line') return '';
    if (token?.kind === 'mark' && '+,.'.includes(token.text)) return token.text === ',' ? '/' : '';
    if (token?.kind === 'mark') return token.text === '/' ? '/' : null;
    if (token?.kind !== 'name') return null;
    if (this.#text(i - 1) === '.') return '';
    const { name, end } = this.#dotted(i);
    const [first = '', ...rest] = name.split('.');
    const full = [this.#aliases.get(first) ?? first, ...rest].join('.');
    if (this.#text(end) === '(') return AS_TEXT.has(full) ? '' : null;
    return rest.length === 0 ? (this.#constants.get(first) ?? null) : null;
  }

  #isEndless(): boolean {
    const forever = this.#tokens.findIndex(
      ({ text, kind }, i) => kind === 'name' && text === 'while' && ['True', '1'].includes(this.#text(i + 1)) && this.#text(i + 2) === ':',
    );
    return forever >= 0 && !this.#tokens.slice(forever).some(({ kind, text }) => kind === 'name' && ENDS.has(text));
  }

  #dotted(start: number): { readonly name: string; readonly end: number } {
    const parts: string[] = [];
    let i = start;
    while (this.#tokens[i]?.kind === 'name') {
      parts.push(this.#text(i));
      i += 1;
      if (this.#text(i) !== '.' || this.#tokens[i + 1]?.kind !== 'name') break;
      i += 1;
    }
    return { name: parts.join('.'), end: i };
  }

  #text(i: number): string {
    const token = this.#tokens[i];
    return token === undefined || token.kind === 'string' ? '' : token.text;
  }
}

const joined = (before: string | null, more: string | null): string | null => (before === null || more === null ? null : before + more);

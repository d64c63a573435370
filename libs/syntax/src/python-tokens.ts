/** A token of Python, as far as calls and their arguments need it. */
export interface PythonToken {
  readonly kind: 'name' | 'string' | 'number' | 'mark' | 'line';
  /** As written; of a string what is between its quotes, of a line end `\n`. */
  readonly text: string;
  /** What a string stands for; null if it is computed, as an f-string with braces is. */
  readonly value?: string | null;
}

const BLANK = /(?:[ \t\r\f]|\\\r?\n|#[^\n]*)+/uy;
const NAME = /[\p{L}_][\p{L}\p{N}_]*/uy;
const NUMBER = /[0-9][\p{L}\p{N}_]*/uy;
const OPENING = /([a-zA-Z]{0,2})("""|'''|"|')/uy;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '0': '\0' };

/** The tokens of a program; null if one of its strings does not end. Linear in the text. */
export function pythonTokens(text: string): readonly PythonToken[] | null {
  const tokens: PythonToken[] = [];
  let at = 0;
  while (at < text.length) {
    const blank = matched(BLANK, text, at);
    if (blank !== null) {
      at += blank[0].length;
      continue;
    }
    const opening = matched(OPENING, text, at);
    if (opening !== null) {
      const start = at + opening[0].length;
      const quote = opening[2] ?? '"';
      const end = closing(text, start, quote);
      if (end === null) return null;
      tokens.push(stringToken(opening[1] ?? '', text.slice(start, end)));
      at = end + quote.length;
      continue;
    }
    const token = plainToken(text, at);
    tokens.push(token);
    at += token.text.length;
  }
  return tokens;
}

function plainToken(text: string, at: number): PythonToken {
  const name = matched(NAME, text, at);
  if (name !== null) return { kind: 'name', text: name[0] };
  const number = matched(NUMBER, text, at);
  if (number !== null) return { kind: 'number', text: number[0] };
  const mark = text.charAt(at);
  return { kind: mark === '\n' ? 'line' : 'mark', text: mark };
}

function stringToken(prefix: string, text: string): PythonToken {
  const computed = /f/iu.test(prefix) && text.includes('{');
  const raw = /r/iu.test(prefix);
  return { kind: 'string', text, value: computed ? null : raw ? text : unescaped(text) };
}

const unescaped = (text: string): string =>
  text.replace(/\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|\r?\n|(.))/gu, (_, hex?: string, wide?: string, one?: string) => {
    const code = hex ?? wide;
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    return one === undefined ? '' : (ESCAPES[one] ?? one);
  });

/** Where a string ends; null if it does not, a short one within its line. */
function closing(text: string, from: number, quote: string): number | null {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text.startsWith(quote, at)) return at;
    else if (quote.length === 1 && text[at] === '\n') return null;
  }
  return null;
}

function matched(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** A piece of SQL in any dialect. */
export interface SqlToken {
  readonly type: 'word' | 'string' | 'name' | 'number' | 'sign';
  /** Lower case; of strings and quoted names the text inside. */
  readonly text: string;
}

type Type = SqlToken['type'] | 'blank';

/** Blanks, comments, and the marks around what is code in a comment. */
const BLANK = /\s+|--(?=\s|$)[^\n]*|#[^\n]*|\/\*(?!M?!)(?:[^*]|\*(?!\/))*(?:\*\/|$)|\/\*M?!\d*|\*\//iuy;
const STRING = /[neb]?'(?:[^'\\]|''|\\(?:[\s\S]|$))*(?:'|$)/iuy;
const DOLLAR = /\$(?<tag>[a-z_]*)\$[\s\S]*?(?:\$\k<tag>\$|$)/iuy;
/** A name in brackets is no longer than SQL Server lets it be: where the bracket is not closed, no more is looked at. */
const NAME = /"(?:[^"\\]|""|\\(?:[\s\S]|$))*(?:"|$)|`[^`]*(?:`|$)|\[[a-z_][^\]\n]{0,127}\]/iuy;
const NUMBER = /\d+(?:\.\d+)?/iuy;
const WORD = /[\p{L}_@$][\p{L}\p{N}_$@]*/iuy;
const SIGN = /[<>!=|]{1,2}|[\s\S]/iuy;

type Rule = readonly [Type, RegExp];

/** What may begin with a sign, in the order in which it counts; what none of these takes is a sign. */
const RULES: ReadonlyMap<string, readonly Rule[]> = new Map([
  ...signs(' \t\n\r\f\v-#/*', [['blank', BLANK]]),
  ...signs("'", [['string', STRING]]),
  ...signs('"`[', [['name', NAME]]),
  ...signs('0123456789', [['number', NUMBER]]),
  ...signs('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_@', [['word', WORD]]),
  ...signs('nebNEB', [
    ['string', STRING],
    ['word', WORD],
  ]),
  ...signs('$', [
    ['string', DOLLAR],
    ['word', WORD],
  ]),
]);
const OTHER: readonly Rule[] = [
  ['blank', BLANK],
  ['word', WORD],
];
const NONE: readonly Rule[] = [];

function signs(all: string, rules: readonly Rule[]): readonly (readonly [string, readonly Rule[]])[] {
  return Array.from(all, (sign) => [sign, rules] as const);
}

/**
 * The tokens of a text as MySQL, SQLite or T-SQL would see them: a backslash escapes, comments do not nest, `--` needs a
 * space behind it, and what stands in an executable comment (opened by `/*!`) is code.
 */
export function sqlTokens(text: string): readonly SqlToken[] {
  const tokens: SqlToken[] = [];
  for (let from = 0; from < text.length;) {
    const { type, to } = tokenAt(text, from);
    if (type !== 'blank') tokens.push({ type, text: meaningOf(type, text.slice(from, to)) });
    from = to;
  }
  return tokens;
}

function tokenAt(text: string, from: number): { readonly type: Type; readonly to: number } {
  const first = text.charAt(from);
  const rules = RULES.get(first) ?? (first > '\x7f' ? OTHER : NONE);
  for (const [type, pattern] of rules) {
    pattern.lastIndex = from;
    if (pattern.test(text)) return { type, to: pattern.lastIndex };
  }
  SIGN.lastIndex = from;
  SIGN.test(text);
  return { type: 'sign', to: SIGN.lastIndex };
}

function meaningOf(type: SqlToken['type'], written: string): string {
  switch (type) {
    case 'string':
      return written.startsWith('$') ? insideDollars(written) : insideQuotes(written);
    case 'name':
      return written
        .slice(1)
        .replace(/["`\]]$/u, '')
        .toLowerCase();
    case 'word':
      return written.toLowerCase();
    default:
      return written;
  }
}

function insideDollars(written: string): string {
  const mark = written.slice(0, written.indexOf('$', 1) + 1);
  return written.slice(mark.length).replace(mark, '');
}

function insideQuotes(written: string): string {
  return written
    .replace(/^[neb]?'/iu, '')
    .replace(/'$/u, '')
    .replaceAll("''", "'");
}

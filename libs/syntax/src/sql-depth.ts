/** Everything that could nest one expression or query in another, strings and comments included: never less than the depth. */
const NESTING = /[-+*/<>=~!@#%^&|`?:([]|\b(?:not|is|isnull|notnull|at|collate|union|intersect|except|join|case|between|like|in)\b/giu;
/** So many nest nowhere too deeply: a third of what PostgreSQL's parser can write out on a stack of 984 KiB. */
const SHALLOW = 1000;
/** The most that may be nested where the places are told apart. */
const DEEPEST = 500;

/** PostgreSQL's own tokens, of a text without backslashes. */
const TOKEN =
  /[ \t\n\r\f\v]+|--[^\n\r]*|\/\*|'[^']*(?:'|$)|"[^"]*(?:"|$)|\$(?:[a-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$|[a-z_\u0080-\uffff][\w$\u0080-\uffff]*|\d[\w.]*|[^]/giy;
/** What begins another item of a flat list. */
const APART: ReadonlySet<string> = new Set([',', 'and', 'or', 'when', 'then', 'else']);
/** What puts all that was before into its own left side. */
const JOINS: ReadonlySet<string> = new Set(['union', 'intersect', 'except', 'join']);

/** No word that means something here is longer. */
const LONGEST_WORD = 16;

interface Level {
  readonly isCase: boolean;
  /** Tokens since the last item began: no item is nested deeper than it has tokens. */
  item: number;
  joins: number;
}

/** Whether SQL is nested so deeply that the grammar could exhaust the stack: where that happens depends on the machine. */
export function isDeepSql(text: string): boolean {
  let marks = 0;
  NESTING.lastIndex = 0;
  while (marks <= SHALLOW && NESTING.test(text)) marks += 1;
  if (marks <= SHALLOW) return false;
  // With a backslash, where a string ends depends on how it began.
  return text.includes('\\') || depthOf(text) > DEEPEST;
}

function depthOf(text: string): number {
  const levels: Level[] = [{ isCase: false, item: 0, joins: 0 }];
  let [depth, deepest, before] = [0, 0, ''];
  for (const token of tokensOf(text)) {
    const top = levels.at(-1);
    if (top === undefined) break;
    if (APART.has(token)) {
      depth -= top.item;
      top.item = 0;
    } else if (token === ';' && levels.length === 1) {
      depth -= top.item + top.joins;
      top.item = top.joins = 0;
    } else if (JOINS.has(token)) {
      depth += 1 - top.item;
      top.joins += 1;
      top.item = 0;
    } else if (token === '(' || token === '[' || token === 'case') {
      levels.push({ isCase: token === 'case', item: 0, joins: 0 });
      depth += 1;
    } else if (top.isCase ? token === 'end' && before !== '.' : token === ')' || token === ']') {
      depth -= top.item + top.joins + 1;
      levels.pop();
    } else {
      top.item += 1;
      depth += 1;
    }
    deepest = Math.max(deepest, depth);
    before = token;
  }
  return deepest;
}

/** The words and signs of a text that a parser would see, in lower case; strings and quoted names stand for themselves. */
function* tokensOf(text: string): Generator<string> {
  TOKEN.lastIndex = 0;
  for (let token = TOKEN.exec(text)?.[0]; token !== undefined; token = TOKEN.exec(text)?.[0]) {
    if (token === '/*') TOKEN.lastIndex = endOfComment(text, TOKEN.lastIndex);
    else if (token.length > 1 && token.startsWith('$') && token.endsWith('$')) {
      const end = text.indexOf(token, TOKEN.lastIndex);
      if (end < 0) return;
      TOKEN.lastIndex = end + token.length;
      yield token;
    } else if (token.trim() !== '' && !token.startsWith('--')) yield token.length > LONGEST_WORD ? '' : token.toLowerCase();
  }
}

/** Comments nest. */
function endOfComment(text: string, from: number): number {
  const sign = /\/\*|\*\//gu;
  sign.lastIndex = from;
  for (let open = 1; open > 0;) {
    const found = sign.exec(text)?.[0];
    if (found === undefined) return text.length;
    open += found === '/*' ? 1 : -1;
  }
  return sign.lastIndex;
}

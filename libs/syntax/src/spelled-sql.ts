import { sqlTokens } from './sql-tokens.js';
import type { SqlToken } from './sql-tokens.js';
import { NO_SQL, OUTWARD, mergedSql } from './sql-view.js';
import type { SqlKind, SqlStatement, SqlView } from './sql-view.js';

const MOST_NESTED = 4;

/** Words that may open a statement, in any dialect. */
const OPENING: Readonly<Record<string, SqlKind>> = {
  select: 'select',
  values: 'select',
  table: 'select',
  insert: 'insert',
  replace: 'insert',
  update: 'update',
  delete: 'delete',
  merge: 'merge',
  drop: 'drop',
  truncate: 'truncate',
  alter: 'alter',
  create: 'create',
  grant: 'grant',
  revoke: 'grant',
  deny: 'grant',
  copy: 'copy',
  call: 'call',
  exec: 'call',
  execute: 'call',
  show: 'show',
  describe: 'show',
  desc: 'show',
  explain: 'show',
  pragma: 'show',
  use: 'other',
  set: 'other',
  begin: 'other',
  start: 'other',
  commit: 'other',
  end: 'other',
  rollback: 'other',
  declare: 'other',
  vacuum: 'other',
  analyze: 'other',
  with: 'other',
  if: 'other',
  go: 'other',
  print: 'other',
  prepare: 'other',
  deallocate: 'other',
  attach: 'other',
  detach: 'other',
  lock: 'other',
  unlock: 'other',
  load: 'copy',
  rename: 'alter',
  optimize: 'other',
  backup: 'copy',
  restore: 'copy',
  while: 'other',
  else: 'other',
  do: 'other',
  shutdown: 'other',
  kill: 'other',
  flush: 'other',
  source: 'other',
  status: 'show',
  help: 'show',
  quit: 'other',
  exit: 'other',
};

/** Reads the statements of a text by their words: for dialects whose grammar is not at hand. */
export function spelledSql(text: string, depth = 0): SqlView {
  const tokens = sqlTokens(text);
  if (tokens.length === 0) return NO_SQL;
  const parts = split(tokens);
  const read = parts.flatMap((part) => statementsIn(part, depth > 0));
  const odd = parts.some(
    ([first]) => first !== undefined && !Object.hasOwn(OPENING, first.text) && first.text !== '(' && first.text !== '.',
  );
  const own: SqlView = {
    statements: read,
    reaches: reachesIn(tokens),
    unreadable: odd ? ['part of this SQL begins with no statement that is known'] : [],
  };
  return mergedSql([own, ...dynamic(tokens, depth)]);
}

function split(tokens: readonly SqlToken[]): readonly (readonly SqlToken[])[] {
  const parts: SqlToken[][] = [[]];
  for (const token of tokens) {
    if (token.type === 'sign' && token.text === ';') parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts.filter((part) => part.length > 0);
}

/** The statements of one part: T-SQL needs no separator, and a CTE may hold another statement, so each pair of words counts. */
function statementsIn(part: readonly SqlToken[], nested: boolean): readonly SqlStatement[] {
  const starts = part.flatMap((_, at) => {
    const kind = kindAt(part, at);
    return kind === null ? [] : [{ at, kind }];
  });
  return starts.map(({ at, kind }, index) => {
    const rest = part.slice(at, starts[index + 1]?.at);
    return statement(kind, rest, nested || at > 0);
  });
}

function kindAt(part: readonly SqlToken[], at: number): SqlKind | null {
  const [token, next] = [part[at], part[at + 1]];
  if (token?.type !== 'word' || !Object.hasOwn(OPENING, token.text)) return null;
  const kind = OPENING[token.text] ?? null;
  if (at === 0) return kind;
  const before = part[at - 1]?.text ?? '';
  if (before === 'for' || before === 'on' || before === 'privileges' || before === '.' || before === ',') return null;
  if (token.text === 'drop') return next !== undefined && OBJECTS.has(next.text) && part[0]?.text !== 'alter' ? 'drop' : null;
  if (token.text === 'truncate') return next?.text === 'table' ? 'truncate' : null;
  if (token.text === 'delete') return next?.text === 'from' ? 'delete' : null;
  if (token.text === 'update') return part.slice(at, at + 8).some(({ text }) => text === 'set') ? 'update' : null;
  if (token.text === 'alter' || token.text === 'create') return next !== undefined && OBJECTS.has(next.text) ? kind : null;
  if (token.text === 'insert') return next?.text === 'into' ? 'insert' : null;
  return token.text === 'select' ? 'select' : null;
}

const OBJECTS = new Set([
  'database',
  'schema',
  'table',
  'view',
  'index',
  'user',
  'role',
  'login',
  'function',
  'procedure',
  'trigger',
  'sequence',
  'tablespace',
  'materialized',
  'extension',
  'keyspace',
  'type',
  'owned',
  'server',
  'policy',
  'column',
]);

function statement(kind: SqlKind, rest: readonly SqlToken[], nested: boolean): SqlStatement {
  const words = rest.map(({ text }) => text);
  const where = words.indexOf('where');
  const object = kind === 'drop' || kind === 'alter' || kind === 'create' ? (words.slice(1).find((word) => OBJECTS.has(word)) ?? '') : '';
  return {
    kind,
    object: object === 'user' || object === 'login' ? 'role' : object,
    targets: targetsOf(words),
    has_where: where >= 0,
    always_true: where >= 0 && holdsAlways(rest.slice(where + 1)),
    limit: limitOf(words),
    nested,
  };
}

const FILLERS = new Set([
  'from',
  'into',
  'table',
  'only',
  'if',
  'exists',
  'not',
  'database',
  'schema',
  'or',
  'replace',
  'low_priority',
  'quick',
  'ignore',
]);

function targetsOf([, ...words]: readonly string[]): readonly string[] {
  const first = words.findIndex((word) => !FILLERS.has(word));
  if (first < 0) return [];
  let name = words[first] ?? '';
  for (let at = first + 1; words[at] === '.'; at += 2) name += `.${words[at + 1] ?? ''}`;
  return [name];
}

function limitOf(words: readonly string[]): number | null {
  const at = Math.max(words.indexOf('limit'), words.indexOf('top'));
  const found = at < 0 ? undefined : words.slice(at + 1, at + 3).find((word) => /^\d+$/u.test(word));
  return found === undefined ? null : Number(found);
}

/** `1=1`, `'a'='a'`, `true`, alone or as one side of OR. */
function holdsAlways(condition: readonly SqlToken[]): boolean {
  const tokens = condition.filter(({ text }) => text !== '(' && text !== ')');
  return tokens.some(({ type, text }, at) => {
    const opens = at === 0 || tokens[at - 1]?.text === 'or' || tokens[at - 1]?.text === '||';
    if (!opens) return false;
    const [sign, right, after] = [tokens[at + 1], tokens[at + 2], tokens[at + 3]];
    const closed = (next: SqlToken | undefined): boolean => next === undefined || ['or', 'limit', 'order', 'returning'].includes(next.text);
    if (text === 'true' || (type === 'number' && text !== '0')) if (closed(sign)) return true;
    const same = sign?.text === '=' || sign?.text === '==' || sign?.text === 'like' || sign?.text === '<=>';
    return same && right?.text === text && right.type === type && closed(after);
  });
}

function reachesIn(tokens: readonly SqlToken[]): readonly string[] {
  return tokens.flatMap(({ type, text }, at) => {
    const next = tokens[at + 1]?.text;
    if (type === 'word' && OUTWARD.has(text)) return [text];
    if (text === 'into' && (next === 'outfile' || next === 'dumpfile')) return [`into ${next}`];
    if ((text === 'to' || text === 'from') && next === 'program') return ['copy program'];
    if (type === 'sign' && text === '.' && (next === 'shell' || next === 'system')) return [`.${next}`];
    return text === 'load' && next === 'data' ? ['load data'] : [];
  });
}

/** What `EXECUTE`, `EXEC(…)`, `PREPARE … FROM` and the bodies of functions hand to the database as text. */
function dynamic(tokens: readonly SqlToken[], depth: number): readonly SqlView[] {
  const found: SqlView[] = [];
  tokens.forEach(({ type, text }, at) => {
    const assigned = text === '=' && /^@|^\w+$/u.test(tokens[at - 1]?.text ?? '') && tokens[at - 2]?.text === 'set';
    if (!assigned && (type !== 'word' || !['execute', 'exec', 'do', 'as', 'prepare', 'from', 'sp_executesql', 'immediate'].includes(text)))
      return;
    const code = folded(tokens, at + 1);
    const runs = text === 'execute' || text === 'exec' || text === 'immediate';
    const next = tokens[at + 1];
    if (code?.includes(' ') === true) {
      if (depth >= MOST_NESTED) found.push({ ...NO_SQL, unreadable: ['SQL is nested too deeply'] });
      else found.push(spelledSql(code, depth + 1));
    } else if (runs && (next?.text === '(' || next?.text.startsWith('@') === true || next?.text === 'format'))
      found.push({ ...NO_SQL, unreadable: ['SQL is computed when it runs'] });
  });
  return found;
}

/** The text that string literals from here on make, joined with `||` or `+`; null if something else is in between. */
function folded(tokens: readonly SqlToken[], from: number): string | null {
  let code = '';
  for (let at = from; at < tokens.length; at += 1) {
    const { type, text } = tokens[at] ?? NOTHING;
    if (type === 'string') code += text;
    else if (text === ';' || text === ')' || text === 'language') break;
    else if (type === 'sign' && (text === '(' || text === '||' || text === '+')) continue;
    else if (at === from && text === 'immediate') continue;
    else return code === '' ? null : text === 'using' ? code : null;
  }
  return code === '' ? null : code;
}

const NOTHING: SqlToken = { type: 'sign', text: '' };

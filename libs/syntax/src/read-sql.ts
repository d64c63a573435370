import { postgresSql } from './postgres-sql.js';
import { spelledSql } from './spelled-sql.js';
import { isDeepSql } from './sql-depth.js';
import { NO_SQL, mergedSql } from './sql-view.js';
import type { SqlView } from './sql-view.js';
import { OutOfSteps, Steps } from './steps.js';

const MOST_CHARACTERS = 49_152;
/** Signs that a grammar spends time on: beyond this many, the words are read alone, in time that grows with the length. */
const MOST_SIGNS = 3000;
/** Words and signs: half of them operators make as large a tree. */
const MOST_TOKENS = 10_000;
/** The grammar writes its tree out as a text of which another tree is made. */
const STEPS_OF_GRAMMAR = 12;
/** To hand a text to the grammar and to take an answer back. */
const STEPS_OF_CALL = 4000;
const STEPS_OF_WORDS = 4;

/** What a text does as SQL: PostgreSQL's grammar first, the words of other dialects where that fails or sees less. */
export function sqlView(text: string, steps = new Steps()): SqlView {
  if (text.length > MOST_CHARACTERS) return unread(`SQL of more than ${MOST_CHARACTERS} characters is not read`);
  if (text.includes('\0')) return unread('SQL with a zero byte is not read');
  try {
    return read(text, steps);
  } catch (fault) {
    if (fault instanceof OutOfSteps) return unread(fault.message);
    throw fault;
  }
}

function read(text: string, steps: Steps): SqlView {
  const words = (): SqlView => {
    steps.take(text.length * STEPS_OF_WORDS);
    return spelledSql(text);
  };
  if (isLargeSql(text) || isDeepSql(text)) return words();
  steps.take(STEPS_OF_CALL + text.length * STEPS_OF_GRAMMAR);
  const parsed = postgresSql(text);
  if (parsed === null) return words();
  return readTwice(text) ? withOther(parsed, words()) : parsed;
}

const unread = (why: string): SqlView => ({ ...NO_SQL, unreadable: [why] });

const SIGN = /[;,()+\-*/=]/gu;
const TOKEN = /[\p{L}\p{N}_]+|\S/gu;

const isLargeSql = (text: string): boolean => hasMore(SIGN, MOST_SIGNS, text) || hasMore(TOKEN, MOST_TOKENS, text);

function hasMore(sign: RegExp, most: number, text: string): boolean {
  if (text.length <= most) return false;
  sign.lastIndex = 0;
  let count = 0;
  while (count <= most && sign.test(text)) count += 1;
  return count > most;
}

/** Where dialects disagree on what is a comment or where a string ends, one may run what the other hides. */
const readTwice = (text: string): boolean => /\\|\/\*|--\S/u.test(text);

/** Adds what only another dialect would run; that it reads less well is no reason to doubt what was parsed. */
const withOther = (parsed: SqlView, other: SqlView): SqlView => {
  const changing = other.statements.filter(({ kind }) => kind !== 'select' && kind !== 'other' && kind !== 'show');
  const seen = new Set(parsed.statements.map(({ kind }) => kind));
  return mergedSql([parsed, { ...NO_SQL, statements: changing.filter(({ kind }) => !seen.has(kind)), reaches: other.reaches }]);
};

import { postgresSql } from './postgres-sql.js';
import { spelledSql } from './spelled-sql.js';
import { NO_SQL, mergedSql } from './sql-view.js';
import type { SqlView } from './sql-view.js';

const MOST_CHARACTERS = 49_152;
/** Signs that a grammar spends time on: beyond this many, the words are read alone, in time that grows with the length. */
const MOST_SIGNS = 3000;

/** What a text does as SQL: PostgreSQL's grammar first, the words of other dialects where that fails or sees less. */
export function sqlView(text: string): SqlView {
  if (text.length > MOST_CHARACTERS) return { ...NO_SQL, unreadable: [`SQL of more than ${MOST_CHARACTERS} characters is not read`] };
  if (text.includes('\0')) return { ...NO_SQL, unreadable: ['SQL with a zero byte is not read'] };
  const parsed = signs(text) > MOST_SIGNS ? null : postgresSql(text);
  if (parsed === null) return spelledSql(text);
  return readTwice(text) ? withOther(parsed, spelledSql(text)) : parsed;
}

function signs(text: string): number {
  let count = 0;
  for (const _ of text.matchAll(/[;,()+\-*/=]/gu)) count += 1;
  return count;
}

/** Where dialects disagree on what is a comment or where a string ends, one may run what the other hides. */
const readTwice = (text: string): boolean => /\\|\/\*|--\S/u.test(text);

/** Adds what only another dialect would run; that it reads less well is no reason to doubt what was parsed. */
const withOther = (parsed: SqlView, other: SqlView): SqlView => {
  const changing = other.statements.filter(({ kind }) => kind !== 'select' && kind !== 'other' && kind !== 'show');
  const seen = new Set(parsed.statements.map(({ kind }) => kind));
  return mergedSql([parsed, { ...NO_SQL, statements: changing.filter(({ kind }) => !seen.has(kind)), reaches: other.reaches }]);
};

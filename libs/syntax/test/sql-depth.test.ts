import { describe, expect, it } from '@jest/globals';
import { sqlView } from '../src/index.js';
import { isDeepSql } from '../src/sql-depth.js';

const nested = (open: string, close = '', times = 1_100): string => `select ${open.repeat(times)}a${close.repeat(times)}`;

describe('SQL that is nested too deeply for the grammar', () => {
  it.each<[string, string]>([
    ['operators', nested('a - ')],
    ['negations', nested('not ')],
    ['brackets', nested('(', ')')],
    ['queries', nested('(select ', ')')],
    ['unions', nested('a union select ')],
    ['joins', `select * from a${' natural join a'.repeat(1_100)}`],
    ['tests', `select a${' is null'.repeat(1_100)}`],
    ['casts', `select a${'::text'.repeat(1_100)}`],
    ['cases', nested('case when ', ' then b end')],
    ['cases with a column that is called like their end', nested('case when a.end then ')],
    ['cases with a name that ends like them', nested('case when \u00a0end then ')],
    ['queries with labels that are called like an end', nested('(select a as end, ')],
    ['what a comment seems to hide', nested("/* ' */ (")],
    ['what a text seems to close', nested("(')' || ")],
    ['what a text in dollars seems to close', nested('($$)$$ || ')],
    ['what comments in comments seem to close', nested('/* /* */ ) */ (')],
    ['what a name seems to close', nested('(")" - ')],
    ['what a line of comment seems to close', nested('( -- )\n')],
    ['escapes', nested("e'\\'' || ")],
  ])('%s', (_what, text) => {
    expect(isDeepSql(text)).toBe(true);
    expect(sqlView(text).unreadable).not.toContain('the parser of SQL broke down');
  });

  it.each<[string, string]>([
    ['rows', `insert into t values ${Array.from({ length: 700 }, (_, i) => `(${i}, 'a(b', -1)`).join(', ')}`],
    ['conditions', `delete from t where ${Array.from({ length: 700 }, (_, i) => `a = ${i}`).join(' or ')}`],
    ['statements', 'delete from t where a = 1;'.repeat(1_100)],
    ['cases', `select case ${Array.from({ length: 600 }, (_, i) => `when a = ${i} then ${i + 1} - 1`).join(' ')} end`],
    ['subscripts', `select a${'[1]'.repeat(1_100)}`],
    ['columns', `select ${Array.from({ length: 700 }, (_, i) => `a.b${i} - 1 as "x(${i}"`).join(', ')} from t a`],
  ])('are no long lists: %s', (_what, text) => {
    expect(isDeepSql(text)).toBe(false);
  });

  it('is read by its words, and the grammar goes on to read others', () => {
    expect(sqlView(`drop table t; ${nested('(select ', ')')}`).statements).toContainEqual(expect.objectContaining({ kind: 'drop' }));
    expect(sqlView('delete from Shop.Orders where id = 1').statements).toMatchObject([{ kind: 'delete', targets: ['shop.orders'] }]);
  });
});

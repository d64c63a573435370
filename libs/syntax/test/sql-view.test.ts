import { describe, expect, it } from '@jest/globals';
import { sqlView } from '../src/index.js';

describe('what SQL does', () => {
  it('lists statements, their targets and their bounds', () => {
    expect(sqlView('delete from Shop.Orders where id = 1; select * from t limit 7')).toEqual({
      statements: [
        { kind: 'delete', object: '', targets: ['shop.orders'], has_where: true, always_true: false, limit: null, nested: false },
        { kind: 'select', object: '', targets: [], has_where: false, always_true: false, limit: 7, nested: false },
      ],
      reaches: [],
      unreadable: [],
    });
  });

  it('sees a change inside a CTE as nested', () => {
    expect(sqlView('with d as (delete from t returning *) select * from d').statements).toMatchObject([
      { kind: 'select', nested: false },
      { kind: 'delete', nested: true, targets: ['t'] },
    ]);
  });

  it.each(['1=1', 'true', "'a' = 'a'", 'id = 1 or true', 'not false', '2 > 1', "name like '%'", 'id = id', '(((1 = 1)))'])(
    'knows that `where %s` holds always',
    (condition) => {
      expect(sqlView(`delete from t where ${condition}`).statements).toMatchObject([{ kind: 'delete', always_true: true }]);
    },
  );

  it.each(['id = 1', '1 = 0 or id = 2', "name like 'a%'", 'true and id = 1', 'id > 1', 'a = b'])(
    'knows that `where %s` does not',
    (condition) => {
      expect(sqlView(`delete from t where ${condition}`).statements).toMatchObject([{ kind: 'delete', always_true: false }]);
    },
  );

  it('reads other dialects by their words', () => {
    expect(sqlView('DELETE FROM `users` LIMIT 5').statements).toMatchObject([
      { kind: 'delete', targets: ['users'], has_where: false, limit: 5 },
    ]);
    expect(sqlView('DROP DATABASE [shop]').statements).toMatchObject([{ kind: 'drop', object: 'database' }]);
    expect(sqlView('SELECT 1 /*!50000 ; DROP DATABASE shop */').statements).toContainEqual(expect.objectContaining({ kind: 'drop' }));
  });

  it('names what reaches outside', () => {
    expect(sqlView("copy t to program 'sh'").reaches).toEqual(['copy program']);
    expect(sqlView("select pg_read_file('/etc/passwd')").reaches).toEqual(['pg_read_file']);
    expect(sqlView("exec master..xp_cmdshell 'dir'").reaches).toContain('xp_cmdshell');
  });

  it('says what it cannot read', () => {
    expect(sqlView('sel ect 1').unreadable).not.toEqual([]);
    expect(sqlView('x'.repeat(70_000)).unreadable).not.toEqual([]);
    expect(sqlView('exec(@code)').unreadable).toEqual(['SQL is computed when it runs']);
  });
});

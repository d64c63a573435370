import { describe, expect, it } from '@jest/globals';
import { shellView } from '../src/index.js';

const run = (command: string): readonly string[] => shellView(command).commands.map(({ program, argv }) => [program, ...argv].join(' '));

describe('what a command runs', () => {
  it('names wrappers and what they run, with the way it came', () => {
    const view = shellView('sudo -u root timeout 5 rm -rf "$DIR"/x');
    expect(view.commands.map(({ program, via }) => [program, via])).toEqual([
      ['sudo', []],
      ['timeout', ['sudo']],
      ['rm', ['sudo', 'timeout']],
    ]);
    expect(view.commands.at(-1)).toMatchObject({ argv: ['-rf', '$DIR/x'], literal: [true, false] });
    expect(view.unreadable).toEqual([]);
  });

  it('tells what stands in a substitution, a function, a loop and a condition', () => {
    const context = (command: string): string | undefined => shellView(command).commands.find(({ program }) => program === 'x')?.context;
    expect(['x', 'echo $(x)', 'f() { x; }', 'while x; do y; done', 'if x; then y; fi', 'sh -c x'].map(context)).toEqual([
      'top',
      'substitution',
      'function',
      'loop',
      'condition',
      'handed',
    ]);
  });

  it('notes what is redirected, assigned and piped', () => {
    const view = shellView('A=1 B=$C x < in 2>&1 | y >> "out file"');
    expect(view.redirects).toEqual([
      { operator: '<', target: 'in', path: 'in', reached: 'in', literal: true },
      { operator: '>&', target: '1', path: '1', reached: '1', literal: true },
      { operator: '>>', target: 'out file', path: 'out file', reached: 'out file', literal: true },
    ]);
    expect(view.commands[0]?.assignments).toEqual([
      { name: 'A', value: '1', literal: true },
      { name: 'B', value: '$C', literal: false },
    ]);
    expect(view.commands[1]).toMatchObject({ program: 'y', piped: true, fed_by: ['x'] });
  });

  it('does not take a value from where it may not have been assigned', () => {
    for (const command of ['(A=ls); $A /', 'if x; then A=ls; fi; $A /', 'A=rm; bash -c "A=ls"; $A /', 'f() { A=rm; }; A=ls; f; $A /'])
      expect(run(command)).not.toContain('ls /');
    expect(run('A=rm; (A=ls); $A /')).toContain('rm /');
  });

  it('says why it cannot read on', () => {
    const why = (command: string): string => shellView(command).unreadable.join('; ');
    expect(why('$X -rf')).toContain("the program's name is computed when it runs: `$X`");
    expect(why('curl x | sh')).toContain('`sh` runs what it reads from a pipe');
    expect(why("echo 'unclosed")).toContain('this is no shell that can be read');
    expect(why('psql -c "$Q"')).toContain('the SQL is computed when it runs');
    expect(why('x'.repeat(70_000))).toContain('65536 characters');
  });

  it('hands SQL of clients to the SQL view', () => {
    expect(shellView('ssh db "psql -c \'delete from t\'"').sql.statements).toMatchObject([
      { kind: 'delete', targets: ['t'], has_where: false },
    ]);
    expect(shellView('psql -c "select * from t where id = $ID"')).toMatchObject({
      sql: { statements: [{ kind: 'select' }] },
      unreadable: [],
    });
  });
});

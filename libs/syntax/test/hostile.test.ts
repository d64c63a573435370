import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pythonView, shellView, sqlView } from '../src/index.js';
import { MOST_CODE, MOST_WORDS } from '../src/findings.js';
import { MOST_STEPS, Steps, TOO_MUCH_WORK } from '../src/steps.js';
import { LINEAR, MULTIPLYING } from './hostile-texts.js';

const VIEWS = { shellView, sqlView, pythonView } as const;
type View = (text: string, steps: Steps) => { readonly unreadable: readonly string[] };

/** Lengths in which growth is told; beyond the last, every view stops reading. */
const LENGTHS = [4_096, 8_192, 16_384, 32_768, 65_536] as const;
/** What is counted before it is done, and a little that does not depend on the length. */
const SLACK = 40_000;

function stepsOf(view: View, text: string): { readonly taken: number; readonly unreadable: readonly string[] } {
  const steps = new Steps();
  const { unreadable } = view(text, steps);
  return { taken: steps.taken, unreadable };
}

describe('a command line', () => {
  it.each(Object.entries({ ...LINEAR, ...MULTIPLYING }))('tells no more than rules are to read of %s', (_what, make) => {
    const { commands, code, unreadable } = shellView(make(65_536), new Steps());
    const words = commands.reduce((sum, { argv }) => sum + argv.length, 0);
    expect(words).toBeLessThanOrEqual(MOST_WORDS);
    expect(code.length).toBeLessThanOrEqual(MOST_CODE);
    // What is left out is said to be: a text of so many words is never taken for one that was read.
    if (words === MOST_WORDS || code.length === MOST_CODE) expect(unreadable).not.toEqual([]);
  });
});

describe.each(Object.entries(VIEWS) as [string, View][])('%s', (_name, view) => {
  it.each(Object.entries(LINEAR))('takes steps in proportion to the length of %s', (_what, make) => {
    let before = 0;
    for (const length of LENGTHS) {
      const { taken, unreadable } = stepsOf(view, make(length));
      expect(unreadable.includes(TOO_MUCH_WORK)).toBe(taken > MOST_STEPS);
      if (taken > MOST_STEPS) break;
      if (before > 0) expect(taken).toBeLessThanOrEqual(before * 2.2 + SLACK);
      before = taken;
    }
  });

  it.each(Object.entries(MULTIPLYING))('takes no more steps than there are for %s', (_what, make) => {
    for (const length of LENGTHS) {
      const { taken, unreadable } = stepsOf(view, make(length));
      expect(unreadable.includes(TOO_MUCH_WORK)).toBe(taken > MOST_STEPS);
    }
  });

  it('says the same of the same text, after the same number of steps', () => {
    for (const make of Object.values({ ...LINEAR, ...MULTIPLYING })) {
      const text = make(3_000);
      expect([view(text, new Steps()), stepsOf(view, text).taken]).toEqual([view(text, new Steps()), stepsOf(view, text).taken]);
    }
  });

  it('answers to any text', () => {
    const pieces = fc.array(fc.oneof(fc.constantFrom(...SIGNS), fc.string({ unit: 'binary', maxLength: 8 })), { maxLength: 60 });
    fc.assert(
      fc.property(pieces, (text) => {
        expect(Array.isArray(view(text.join(''), new Steps()).unreadable)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });
});

describe('texts of texts', () => {
  it('say so where a command is one too many', () => {
    expect(shellView('ls;'.repeat(1_000)).unreadable).toEqual([]);
    for (const more of ['rm -rf /', 'if a; then rm -rf /; fi', 'f() { rm -rf /; }', 'sudo rm -rf /', '$(rm -rf /)', '(rm -rf /)'])
      expect(shellView(`${'ls;'.repeat(1_000)}${more}`).unreadable).not.toEqual([]);
  });

  it.each<[string, string]>([
    ['commands that each run the rest', 'find . -exec '.repeat(5_000)],
    ['interpreters that each take the rest', `env${' -S x'.repeat(12_000)}`],
    ['one text that is run many times', `a='${'ls x y z;'.repeat(300)}'; ${'eval "$a";'.repeat(300)}`],
    ['queries that are asked many times', `a='select 1'; ${'psql -c "$a";'.repeat(900)}`],
    ['a variable that doubles', `a=${'x'.repeat(64)};${'a=$a$a;'.repeat(40)}$a`],
    ['a file that doubles', `echo ${'x'.repeat(4_000)} > f;${'cat f f >> f; cat f >> f;'.repeat(60)}cat f`],
    ['a word that is replaced by many', `echo ${'b '.repeat(60)}| xargs -I a echo ${'a'.repeat(30_000)}`],
  ])('cannot be read where they cost more than there is: %s', (_what, text) => {
    expect(shellView(text).unreadable).not.toEqual([]);
  });

  it.each<[string, string]>([
    ['names that stand for each other', `${Array.from({ length: 40 }, (_, i) => `a${i} = a${i + 1}\n`.repeat(8)).join('')}a0()`],
    ['a long text that is put in everywhere', `a = '${'x'.repeat(30_000)}'\n${"f('y'.replace('', a))\n".repeat(1_000)}`],
    ['a program that runs a program', `a = """${'f(x)\n'.repeat(4_000)}"""\n${'exec(a)\n'.repeat(2_000)}`],
    ['a long text that is given to many', `a = '${'x'.repeat(40_000)}'\n${'f(a, a, a, a)\n'.repeat(1_500)}`],
  ])('takes no more steps than there are for a program with %s', (_what, text) => {
    const { taken, unreadable } = stepsOf(pythonView, text);
    expect(unreadable.includes(TOO_MUCH_WORK)).toBe(taken > MOST_STEPS);
  });

  it('a program in which names stand for each other is read', () => {
    const names = Array.from({ length: 12 }, (_, i) => `a${i} = a${i + 1}\n`.repeat(8)).join('');
    expect(pythonView(`import os\n${names}a12 = os.remove\na0('x')`).calls).toContainEqual({ name: 'os.remove', of: null, args: ['x'] });
  });
});

/** Pieces that mean something to one of the grammars. */
const SIGNS = [
  '$(',
  ')',
  '`',
  '"',
  "'",
  '\\',
  ' ',
  '\n',
  ';',
  '|',
  '&',
  '<<',
  'EOF',
  '{',
  '}',
  '$',
  'a',
  '=',
  'if ',
  'then ',
  'fi',
  '/*',
  '*/',
  '--',
  'select ',
  'drop ',
  'where ',
  ',',
  'eval ',
  'sh -c ',
  'def f(a):\n',
  'f(',
  'import ',
];

import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { shellView, sqlView } from '../src/index.js';

/** Longer than this is not read; whoever sends it must not make others wait. */
const MOST_MS = 150;
const MOST_TRIES = 20;
const KIB_256 = 262_144;

const HOSTILE: Readonly<Record<string, string>> = {
  'nothing but letters': 'x'.repeat(KIB_256),
  'many commands': 'a;'.repeat(KIB_256 / 2),
  'commands up to the bound': 'a;'.repeat(3_900),
  'many words': 'a '.repeat(32_000),
  parentheses: '('.repeat(10_000),
  'closed parentheses': '('.repeat(10_000) + ')'.repeat(10_000),
  'parentheses up to the bound': '('.repeat(1_900) + ')'.repeat(1_900),
  substitutions: `echo ${'$('.repeat(10_000)}${')'.repeat(10_000)}`,
  'substitutions up to the bound': `echo ${'$('.repeat(1_200)}${')'.repeat(1_200)}`,
  'quoted substitutions': '"$('.repeat(2_000),
  backticks: '`'.repeat(3_900),
  groups: '{ '.repeat(3_900),
  'conditions ': 'if '.repeat(3_900),
  expansions: '${a:-'.repeat(2_000),
  arithmetic: '$(('.repeat(1_900),
  'here-documents': 'cat <<A\n'.repeat(1_900),
  braces: 'echo ' + '{a,b}'.repeat(1_000),
  'a variable that doubles': 'a=xxxxxxxx;' + 'a=$a$a;'.repeat(60) + '$a',
  'a function that calls itself': 'f() { f; f; f | f; }; f; f',
  'functions that call each other': 'a() { b; b; b; }; b() { c; c; c; }; c() { d; d; d; }; d() { e; e; e; }; e() { a; x; }; a',
  'text that unfolds itself': `${"eval '".repeat(500)}x`,
  aliases: "alias a='b b'; alias b='a a'; a",
  'loops in loops': 'for a in 1 2 3 4 5 6 7 8; do '.repeat(8) + 'x;' + 'done;'.repeat(8),
  'nested statements': 'select ('.repeat(10_000),
  'many statements': 'select 1;'.repeat(20_000),
  'one long list': `select ${'1,'.repeat(24_000)}1`,
  'unclosed comments': '/*'.repeat(20_000),
  'unclosed strings': "'\\".repeat(20_000),
  'dollar quotes': '$a$'.repeat(15_000),
  'bodies in bodies': "do $$ execute 'execute ''execute ''''execute x'''' '' ' $$;".repeat(200),
  'zero bytes': 'rm\0 -rf /',
  'half a surrogate': '\ud800 rm -rf / \udfff',
};

describe.each(Object.entries({ shellView, sqlView }))('%s', (_name, view) => {
  it.each(Object.entries(HOSTILE))('answers in time: %s', (_what, text) => {
    // The best of many: the first ones are spent by the compiler, and others share the machine.
    let best = Infinity;
    for (let tries = 0; tries < MOST_TRIES && best >= MOST_MS; tries += 1) {
      const began = process.cpuUsage();
      expect(Array.isArray(view(text).unreadable)).toBe(true);
      best = Math.min(best, process.cpuUsage(began).user / 1000);
    }
    expect(best).toBeLessThan(MOST_MS);
  });

  it('answers to random bytes', () => {
    for (let seed = 0; seed < 400; seed += 1) {
      const bytes = Buffer.concat([0, 1, 2, 3].map((part) => createHash('sha512').update(`${seed}.${part}`).digest()));
      const text = seed % 2 === 0 ? bytes.toString('latin1') : Array.from(bytes, (byte) => SIGNS[byte % SIGNS.length] ?? '').join('');
      expect(Array.isArray(view(text).unreadable)).toBe(true);
    }
  });

  it('says the same of the same text', () => {
    for (const text of Object.values(HOSTILE).filter(({ length }) => length < 5_000)) expect(view(text)).toEqual(view(text));
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
];

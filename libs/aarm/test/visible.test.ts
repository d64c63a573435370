import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { visible } from '../src/approval/visible.js';

describe('text of unknown origin', () => {
  it.each([
    ['a new line', 'a\nb\tc', 'a\\nb\\tc'],
    ['a change of direction', 'invoice\u202efdp.exe', 'invoice\\u{202e}fdp.exe'],
    ['nothing to see', 'pass\u200bword', 'pass\\u{200b}word'],
    ['a tag', 'ok\u{e0041}', 'ok\\u{e0041}'],
    ['a filler', 'a\u3164b', 'a\\u{3164}b'],
    ['an unusual space', 'rm\u00a0-rf', 'rm\\u{a0}-rf'],
    ['an escape sequence', '\u001b[31mred', '\\u{1b}[31mred'],
    ['a letter that passes for another', 'p\u0430ypal.com', 'p\\u{430}ypal.com'],
    [
      'a word of another script that passes for one',
      '\u0440\u0430\u0443\u0440\u0430\u04cf',
      '\\u{440}\\u{430}\\u{443}\\u{440}\\u{430}\\u{4cf}',
    ],
    ['a numeral that passes for a letter', 'paypa\u217c.com', 'paypa\\u{217c}.com'],
    ['a letter of phonetics', '\u0261oogle', '\\u{261}oogle'],
    ['a slash that is none', 'evil.com\u2044paypal.com', 'evil.com\\u{2044}paypal.com'],
    ['a full-width letter', 'bob@corp\uff0eexample', 'bob@corp\\u{ff0e}example'],
  ])('shows %s', (_, text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  it.each(['plain text, 12 € and "quotes"', 'naïve façade', 'привет мир', 'сахар', 'γειά σου', '日本語', 'a  b'])(
    'leaves `%s` as it is',
    (text) => {
      expect(visible(text)).toBe(text);
    },
  );

  it('never shows two texts as one that differ in what is hidden, and cuts nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = visible(text);
        expect(shown.length).toBeGreaterThanOrEqual(text.length);
        expect(visible(shown)).toBe(shown);
      }),
    );
  });
});

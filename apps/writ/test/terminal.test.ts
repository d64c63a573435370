import { describe, expect, it } from '@jest/globals';
import { shorten, visible } from '../src/cli/terminal.js';

describe('text that an approver reads', () => {
  it.each([
    ['plain äöü 你好', 'plain äöü 你好'],
    ['\u001b[2Kgone', '\\u{1b}[2Kgone'],
    ['a\u202Egnp.exe', 'a\\u{202e}gnp.exe'],
    ['zero\u200Bwidth', 'zero\\u{200b}width'],
    ['two\nlines\tand\r', 'two\\nlines\\tand\\u{d}'],
    ['\u2028', '\\u{2028}'],
    ['\u{e0041}', '\\u{e0041}'],
  ])('%j is shown as it is', (text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  it('says that it was cut', () => {
    expect(shorten('abcdef', 4)).toBe('abc…');
    expect(shorten('abc', 4)).toBe('abc');
  });
});

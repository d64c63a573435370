import { escaped } from './outputs.js';
import type { Steps } from './steps.js';

const MOST_TEXTS = 500;
const LONGEST_TEXT = 512;
const QUOTED = /"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|`((?:[^`\\]|\\.)*)`/gsu;
/** What may stand between two texts that become one, brackets and blanks aside: a sign that puts texts together, or the next argument. */
const BETWEEN: ReadonlySet<string> = new Set(['', '+', '.', ',', '<<', '||']);
const LONGEST_BETWEEN = 16;

/**
 * The texts in code of any language, those that stand side by side also as one: `'a' + 'b'` as `ab`, `join('a', 'b')` as `a/b`. Which of
 * them the code puts together only running tells, so this says what it may.
 */
export function codeTexts(code: string, steps: Steps): readonly string[] {
  steps.take(code.length * 2);
  const texts = new Set<string>();
  let [row, end] = ['', -1];
  for (const { 0: whole, 1: double, 2: single, 3: ticked, index } of code.matchAll(QUOTED)) {
    if (texts.size >= MOST_TEXTS) break;
    const text = escaped(double ?? single ?? ticked ?? '');
    const between = end < 0 || index - end > LONGEST_BETWEEN ? null : code.slice(end, index);
    const joined =
      between === null || !BETWEEN.has(between.replaceAll(/[\s()]/gu, '')) ? null : row + (between.includes(',') ? '/' : '') + text;
    row = joined === null || joined.length > LONGEST_TEXT ? text : joined;
    for (const one of [text, row]) if (one.length <= LONGEST_TEXT) texts.add(one);
    steps.take(row.length);
    end = index + whole.length;
  }
  return [...texts];
}

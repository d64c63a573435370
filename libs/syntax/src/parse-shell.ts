import { parse } from 'unbash';
import type { ParsedScript } from 'unbash';
import type { Steps } from './steps.js';

interface Bound {
  readonly sign: RegExp;
  readonly most: number;
  readonly why: string;
}

/** What the parser spends time on: a text of 64 KiB in a here-document has few of them, one that is made to take long has many. */
const BOUNDS: readonly Bound[] = [
  {
    sign: /[;&|(){}<`$!*?[]|\b(?:if|for|while|until|case|select)\b/gu,
    most: 4000,
    why: 'a command with more than 4000 operators and patterns is not read',
  },
  { sign: />/gu, most: 4000, why: 'a command with more than 4000 redirections is not read' },
  { sign: /\n/gu, most: 8000, why: 'a command of more than 8000 lines is not read' },
  // Each may stand in the one before, and the parser has no bound of its own for them: half of what a stack of 984 KiB holds.
  { sign: /\((?:\s|\\\n)*\)|\b(?:function|coproc)\b/gu, most: 1000, why: 'a command with more than 1000 functions is not read' },
];
/** A parsed character is looked at several times, and an operator makes a node of a tree. */
const STEPS_A_CHARACTER = 3;
const STEPS_A_SIGN = 16;

/** Parses a text as a script, or tells why that would take too long. */
export function parseShell(text: string, steps: Steps): ParsedScript | string {
  steps.take(text.length * STEPS_A_CHARACTER);
  for (const { sign, most, why } of BOUNDS) {
    const found = countUpTo(most, sign, text);
    if (found > most) return why;
    steps.take(found * STEPS_A_SIGN);
  }
  return parse(text);
}

function countUpTo(most: number, sign: RegExp, text: string): number {
  let found = 0;
  sign.lastIndex = 0;
  while (found <= most && sign.test(text)) found += 1;
  return found;
}

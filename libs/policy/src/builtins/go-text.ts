import { compareValues } from './compare-values.js';
import type { RegoValue } from './rego-value.js';

/** A text in quotes as Go writes it. */
export const goQuote = (text: string): string => `"${Array.from(text, (char) => (char === '"' ? '\\"' : escaped(char))).join('')}"`;

/** A character in single quotes as Go writes it. */
export const goQuoteCharacter = (char: string): string => `'${char === "'" ? "\\'" : escaped(char)}'`;

const SHORT: Readonly<Record<string, string>> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
};
/** Letters, marks, numbers, punctuation, symbols, and the one space of ASCII. */
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

function escaped(char: string): string {
  const short = SHORT[char];
  if (short !== undefined) return short;
  if (PRINTABLE.test(char)) return char;
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x20 || code === 0x7f) return `\\x${hex(code, 2)}`;
  return code < 0x1_0000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, '0');

/** A value as native OPA writes it: members of sets and objects in their order. */
export function regoText(value: RegoValue): string {
  if (typeof value === 'string') return goQuote(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if ('number' in value) return value.number;
  if ('set' in value) return value.set.length === 0 ? 'set()' : `{${value.set.toSorted(compareValues).map(regoText).join(', ')}}`;
  if ('object' in value) {
    const members = value.object.toSorted(([a], [b]) => compareValues(a, b));
    return `{${members.map(([key, member]) => `${regoText(key)}: ${regoText(member)}`).join(', ')}}`;
  }
  return `[${value.map(regoText).join(', ')}]`;
}

import type { Json } from '@writ/aarm';

const QUOTE = 34;
const COLON = 58;
const BACKSLASH = 92;

/** Counts the members of all objects in JSON text already known to be valid: the colons outside strings. */
export function countMembersInText(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === COLON) count++;
    else if (code === QUOTE) at = closingQuote(text, at);
  }
  return count;
}

/** Counts the members of all objects in a value: fewer than its text had means that one was given twice. */
export function countMembers(value: Json): number {
  let count = 0;
  const open: Json[] = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next !== 'object' || next === null) continue;
    const inner = Object.values(next) as readonly Json[];
    if (!Array.isArray(next)) count += inner.length;
    for (const each of inner) open.push(each);
  }
  return count;
}

/** The index of the quote that ends the string opening at `open`; the text is known to be valid JSON. */
export function closingQuote(text: string, open: number): number {
  let at = text.indexOf('"', open + 1);
  while (isEscaped(text, at)) at = text.indexOf('"', at + 1);
  return at;
}

function isEscaped(text: string, quote: number): boolean {
  let slashes = 0;
  while (text.charCodeAt(quote - 1 - slashes) === BACKSLASH) slashes++;
  return slashes % 2 === 1;
}

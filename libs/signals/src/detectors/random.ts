import type { Kind } from './finding.js';

export const secret = (kind: string, pattern: RegExp, more: Partial<Kind> = {}): Kind => ({ label: 'SECRET', kind, pattern, ...more });

/** What stands in examples and code where a secret would be. */
const PLACEHOLDER =
  /^(?:x{3,}|\*{3,}|\.{3,}|<.*|\$.*|%.*|\{.*|(?:my|your|the|some|a)[-_ ].*|.*(?:example|placeholder|changeme|change_me|redacted|dummy|sample).*|pass(?:word|wd)?|secret|token|user(?:name)?|root|postgres|test(?:ing)?|admin|null|none|undefined|true|false|localhost)$/iu;

export const isPlaceholder = (value: string): boolean => PLACEHOLDER.test(value);

/** Mixed like something that nobody typed as a word: letters and digits, and enough different signs. */
export function isRandom(value: string): boolean {
  if (isPlaceholder(value) || !/\d/u.test(value) || !/[A-Za-z]/u.test(value)) return false;
  if (/^[\w-]+(?:\.[A-Za-z_][\w-]*)+$/u.test(value)) return false;
  return entropy(value) >= 3;
}

/** Small and capital letters and digits, as rules for passwords want them: types and names in code have no digits, or no capitals. */
export const isPassword = (value: string): boolean =>
  !isPlaceholder(value) && /[a-z]/u.test(value) && /[A-Z]/u.test(value) && /\d/u.test(value) && entropy(value) >= 2.5;

/** Bits a sign, by how often each occurs. */
export function entropy(value: string): number {
  const counts = new Map<string, number>();
  for (const sign of value) counts.set(sign, (counts.get(sign) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}

/** What a text may hold that does not belong everywhere. */
export type FindingLabel = 'PII' | 'PHI' | 'SECRET' | 'FINANCIAL';

/** One thing that was found, by its place in UTF-16 units. */
export interface Finding {
  readonly label: FindingLabel;
  /** What exactly: `iban`, `github_token`, `us_ssn`. */
  readonly kind: string;
  readonly start: number;
  readonly end: number;
}

/** How one kind is recognised. INVARIANT: linear in the text; every repetition in a pattern is bounded. */
export interface Kind {
  readonly kind: string;
  readonly label: FindingLabel;
  /** Finds candidates; where there is a group, it is the value and the end of the match. */
  readonly pattern: RegExp;
  readonly holds?: (value: string) => boolean;
  /** Words of which one must stand shortly before the value. */
  readonly near?: RegExp;
  /** One of them alone tells nothing of the text around it: it does not raise its level. */
  readonly weak?: true;
}

export const digitsOf = (value: string): string => value.replaceAll(/\D/gu, '');

/** The check digit of cards and of many national numbers. */
export function luhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i += 1) {
    const value = Number(digits[digits.length - 1 - i]) * (i % 2 === 1 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}

/** The weighted sum of the digits. */
export const weighed = (digits: string, weights: readonly number[]): number =>
  weights.reduce((sum, weight, i) => sum + weight * Number(digits[i]), 0);

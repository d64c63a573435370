/** What a text may hold that does not belong everywhere. */
export type FindingLabel = 'PII' | 'PHI' | 'SECRET' | 'FINANCIAL';

/** One thing that was found, by its place in UTF-16 units. */
export interface Finding {
  readonly label: FindingLabel;
  /** What exactly: `iban`, `github_token`, `us_ssn`. */
  readonly kind: string;
  readonly start: number;
  readonly end: number;
  /** With everything that overlaps it: what has to go where it has to go, so that no end of another thing stays behind. */
  readonly reach: { readonly start: number; readonly end: number };
}

/** A finding by itself. */
export type Span = Omit<Finding, 'reach'>;

/** How one kind is recognised. INVARIANT: linear in the text; every repetition in a pattern is bounded. */
export interface Kind {
  readonly kind: string;
  readonly label: FindingLabel;
  /** Finds candidates; where there is a group, it is the value and the end of the match. */
  readonly pattern: RegExp;
  /** How the value goes on behind what the pattern finds, and how many signs are looked at for it at most. */
  readonly tail?: { readonly pattern: RegExp; readonly isNeeded: boolean; readonly longest: number };
  readonly holds?: (value: string) => boolean;
  /** Words of which one must stand shortly before the value, in lower case; a blank stands for a blank, `_`, `-` or nothing. */
  readonly near?: readonly string[];
  /** What the value is not if the text right before it says so. */
  readonly notAfter?: RegExp;
  /** What each value, or the words before it, cannot do without: texts in lower case, of which one is there. */
  readonly hints?: readonly string[];
  /** The value is a long number: where there is none, the pattern is not tried. */
  readonly digits?: true;
  /** One of them alone tells nothing of the text around it: it does not raise its level. */
  readonly weak?: true;
}

export const digitsOf = (value: string): string => value.replaceAll(/\D/gu, '');

/** Not inside of a longer number, version or identifier. */
export const number = (digits: string): RegExp => new RegExp(String.raw`(?<![\w.-])${digits}(?![\w-]|\.\d)`, 'gu');

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

import validator from 'validator';
import { digitsOf, luhn, weighed } from './finding.js';
import type { Kind } from './finding.js';

const ISSUED =
  /^(?:4\d{12}(?:\d{3}){0,2}|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|6(?:011|5\d\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12}|3(?:0[0-5]|[68]\d)\d{11})$/u;

/** An issuer's prefix, its length, and the check digit. */
function isCard(value: string): boolean {
  const digits = digitsOf(value);
  return ISSUED.test(digits) && luhn(digits) && !/^(\d)\1+$/u.test(digits);
}

/** The weights of the ABA routing number; the first two digits are a Federal Reserve district. */
const ABA = [3, 7, 1, 3, 7, 1, 3, 7, 1];
const isRouting = (value: string): boolean =>
  /^(?:0\d|1[0-2]|2[1-9]|3[0-2]|6[1-9]|7[0-2]|80)/u.test(value) && weighed(value, ABA) % 10 === 0;

/** Cards and accounts. */
export const PAYMENT: readonly Kind[] = [
  { kind: 'card', label: 'FINANCIAL', pattern: /(?<![\d.-])[2-6]\d{3}(?:[ -]?\d){8,15}(?![\d-]|\.\d)/gu, holds: isCard },
  {
    kind: 'iban',
    label: 'FINANCIAL',
    // ISO 13616: by country as long as it must be, and 1 modulo 97.
    pattern: /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/gu,
    holds: (value) => validator.isIBAN(value.replaceAll(' ', '')),
  },
  {
    kind: 'us_routing',
    label: 'FINANCIAL',
    pattern: /(?<![\d.-])\d{9}(?![\d-]|\.\d)/gu,
    holds: isRouting,
    near: /\b(?:routing|aba|rtn)\b/iu,
    weak: true,
  },
  {
    kind: 'bic',
    label: 'FINANCIAL',
    pattern: /\b[A-Z]{6}[A-Z2-9][A-NP-Z0-9](?:[A-Z0-9]{3})?\b/gu,
    holds: (value) => validator.isBIC(value),
    near: /\b(?:bic|swift)\b/iu,
    weak: true,
  },
];

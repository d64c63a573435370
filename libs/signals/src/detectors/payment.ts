import validator from 'validator';
import { digitsOf, luhn, weighed } from './finding.js';
import type { Kind } from './finding.js';

const ISSUED =
  /^(?:4\d{15}(?:\d{3})?|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|6(?:011|5\d\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12}|3(?:0[0-5]|[68]\d)\d{11})$/u;

/** An issuer's prefix, its length, and the check digit. */
function isCard(value: string): boolean {
  const digits = digitsOf(value);
  return ISSUED.test(digits) && luhn(digits) && !/^(\d)\1+$/u.test(digits);
}

/** The weights of the ABA routing number; the first two digits are a Federal Reserve district. */
const ABA = [3, 7, 1, 3, 7, 1, 3, 7, 1];
const isRouting = (value: string): boolean =>
  /^(?:0\d|1[0-2]|2[1-9]|3[0-2]|6[1-9]|7[0-2]|80)/u.test(value) && weighed(value, ABA) % 10 === 0;

const isClabe = (value: string): boolean =>
  (10 - (Array.from(value.slice(0, 17), (digit, i) => (Number(digit) * Number('371'[i % 3])) % 10).reduce((a, b) => a + b, 0) % 10)) %
    10 ===
  Number(value.slice(17));

const OTHER_NUMBER =
  /\b(?:ref|reference|order|invoice|tracking|imei|serial|sku|isbn|ticket|transaction|request|trace|span|batch|build|timestamp|seed|nonce|offset)(?:[ _-]?(?:id|no|number))?["']?[\s:=#.]{0,4}["']?$/iu;
const weak = (kind: string, pattern: RegExp, more: Partial<Kind>): Kind => ({ kind, label: 'FINANCIAL', pattern, weak: true, ...more });

/** Cards and accounts. */
export const PAYMENT: readonly Kind[] = [
  {
    kind: 'card',
    label: 'FINANCIAL',
    // In groups, as cards have them.
    pattern: /(?<![\d.-]|\d{4} )(?:[2-6]\d{3}[ -]\d{4}[ -]\d{4}[ -]\d{1,7}|3\d{3}[ -]\d{6}[ -]\d{4,5})(?![\d-]|\.\d)/gu,
    holds: isCard,
    digits: true,
  },
  {
    kind: 'card',
    label: 'FINANCIAL',
    pattern: /(?<![\d.-])[2-6]\d{13,15}(?![\d-]|\.\d)/gu,
    holds: isCard,
    // Longer ones are identifiers of posts and moments; cards of 19 digits are found in groups. One number of ten has the right check digit by chance: what another name is given to is no card.
    notAfter: OTHER_NUMBER,
    digits: true,
  },
  {
    kind: 'iban',
    label: 'FINANCIAL',
    // ISO 13616: by country as long as it must be, and 1 modulo 97.
    pattern: /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/gu,
    holds: (value) => validator.isIBAN(value.replaceAll(' ', '')),
  },
  {
    kind: 'mx_clabe',
    label: 'FINANCIAL',
    pattern: /(?<![\d.-])\d{18}(?![\d-]|\.\d)/gu,
    holds: isClabe,
    near: ['clabe'],
    digits: true,
  },
  weak('us_routing', /(?<![\d.-])\d{9}(?![\d-]|\.\d)/gu, {
    holds: isRouting,
    near: ['routing', 'routing number', 'aba', 'rtn'],
    digits: true,
  }),
  weak('bic', /\b[A-Z]{6}[A-Z2-9][A-NP-Z0-9](?:[A-Z0-9]{3})?\b/gu, {
    holds: (value) => validator.isBIC(value),
    near: ['bic', 'swift', 'swift code', 'iban'],
  }),
  weak('uk_sort_code', /(?<![\d.-])\d\d-\d\d-\d\d(?![\d-]|\.\d)/gu, { near: ['sort code'] }),
  weak('au_bsb', /(?<![\d.-])\d{3}-\d{3}(?![\d-]|\.\d)/gu, { near: ['bsb'] }),
  weak('in_ifsc', /\b[A-Z]{4}0[A-Z0-9]{6}\b/gu, { near: ['ifsc', 'ifsc code'] }),
  weak('bank_account', /(?<![\d.-])\d{6,17}(?![\d-]|\.\d)/gu, {
    near: ['account number', 'account no', 'acct no', 'bank account', 'kontonummer', 'numero de cuenta'],
  }),
  weak('card_code', /(?<![\d.-])\d{3,4}(?![\d-]|\.\d)/gu, { near: ['cvv', 'cvc', 'cvv2', 'security code', 'card verification'] }),
];

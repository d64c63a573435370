import validator from 'validator';
import { digitsOf, luhn, weighed } from './finding.js';
import type { Kind } from './finding.js';

/** Not inside of a longer number, version or identifier. */
const number = (digits: string): RegExp => new RegExp(String.raw`(?<![\w.-])${digits}(?![\w-]|\.\d)`, 'gu');
const pii = (kind: string, pattern: RegExp, more: Partial<Kind> = {}): Kind => ({ label: 'PII', kind, pattern, ...more });

/** The key of a French number is 97 minus the rest modulo 97. */
function isNir(value: string): boolean {
  const digits = digitsOf(value);
  return 97 - Number(BigInt(digits.slice(0, 13)) % 97n) === Number(digits.slice(13));
}

/** EAN-13, as the Swiss number uses it. */
function isAhv(value: string): boolean {
  const digits = digitsOf(value);
  return weighed(digits, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]) % 10 === 0;
}

const isPesel = (value: string): boolean => weighed(value, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 === 0;
const isBsn = (value: string): boolean => Number(value) > 0 && weighed(value, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0;

const tax =
  (locale: Parameters<typeof validator.isTaxID>[1]) =>
  (value: string): boolean =>
    validator.isTaxID(value, locale);

/** National numbers, by their checks; those that look like any number only beside a word that names them. */
export const PEOPLE: readonly Kind[] = [
  pii('us_ssn', number(String.raw`(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}`), { weak: true }),
  pii('fr_nir', number(String.raw`[12] ?\d\d ?(?:0[1-9]|1[0-2]|[2-4]\d) ?\d\d ?\d{3} ?\d{3} ?\d\d`), { holds: isNir }),
  pii('ch_ahv', number(String.raw`756\.?\d{4}\.?\d{4}\.?\d\d`), { holds: isAhv }),
  pii('it_codice_fiscale', /\b[A-Z]{6}\d\d[A-EHLMPRST]\d\d[A-Z]\d{3}[A-Z]\b/gu, { holds: tax('it-IT') }),
  pii('se_personnummer', number(String.raw`(?:19|20)?\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[-+]\d{4}`), {
    holds: (value) => luhn(digitsOf(value).slice(-10)),
  }),
  pii('br_cpf', number(String.raw`\d{3}\.\d{3}\.\d{3}-\d\d`), { holds: tax('pt-BR') }),
  pii('in_aadhaar', number(String.raw`[2-9]\d{3} ?\d{4} ?\d{4}`), { holds: verhoeff, near: /\b(?:aadhaa?r|uidai)\b/iu }),
  pii('es_dni', /\b(?:\d{8}|[XYZ]\d{7})-?[A-HJ-NP-TV-Z]\b/gu, {
    holds: (value) => validator.isIdentityCard(value.replace('-', ''), 'ES'),
    near: /\b(?:dni|nie|nif)\b/iu,
  }),
  pii('uk_nino', /\b(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d\d ?\d\d ?\d\d ?[A-D]\b/gu, {
    near: /\b(?:nino|ni number|national insurance)\b/iu,
  }),
  pii('de_tax_id', number(String.raw`[1-9]\d ?\d{3} ?\d{3} ?\d{3}`), {
    holds: (value) => tax('de-DE')(value.replaceAll(' ', '')),
    near: /\b(?:steuer-?id\w*|steuerliche\w*|idnr|tax id|tin)\b/iu,
  }),
  pii('nl_bsn', number(String.raw`\d{9}`), { holds: isBsn, near: /\b(?:bsn|burgerservicenummer|sofi)\b/iu }),
  pii('pl_pesel', number(String.raw`\d{11}`), { holds: isPesel, near: /\bpesel\b/iu }),
  pii('ca_sin', number(String.raw`\d{3}[ -]?\d{3}[ -]?\d{3}`), {
    holds: (value) => luhn(digitsOf(value)),
    near: /\b(?:sin|social insurance)\b/iu,
  }),
  pii('passport', /\b(?=[A-Z0-9]*\d{5})[A-Z0-9]{7,9}\b/gu, { near: /\bpassport\b/iu }),
  pii('driving_licence', /\b(?=[A-Z0-9]*\d{5})[A-Z0-9]{7,16}\b/gu, { near: /\bdriv(?:er'?s?|ing) licen[cs]e\b/iu }),
  pii('date_of_birth', number(String.raw`(?:(?:19|20)\d\d-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./](?:19|20)\d\d)`), {
    near: /\b(?:date[ _]of[ _]birth|birth ?date|birth_date|dob|born|geboren|né(?:e)?)\b/iu,
    weak: true,
  }),
  pii('email', /(?<![A-Za-z0-9._%+/-])[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,24}\b/gu, { weak: true }),
  pii('phone', /(?<![\w+])\+[1-9]\d{0,2}[ .(-]{1,2}(?:\d[ .()-]{0,2}){6,11}\d(?!\d)/gu, { weak: true }),
  pii('phone', /(?<![\w.-])\(?[2-9]\d{2}\)?[ .-]\d{3}[ .-]\d{4}(?![\w-])/gu, {
    near: /\b(?:phone|tel(?:ephone)?|mobile|cell|fax|call)\b/iu,
    weak: true,
  }),
];

const PERMUTED = ['0123456789', '1576283094', '5803796142', '8916043527', '9453126870', '4286573901', '2793806415', '7046913258'] as const;
const MULTIPLIED = [
  '0123456789',
  '1234067895',
  '2340178956',
  '3401289567',
  '4012395678',
  '5987604321',
  '6598710432',
  '7659821043',
  '8765932104',
  '9876543210',
] as const;

/** The check of the Indian number: a dihedral group, so that swapped digits do not pass. */
function verhoeff(value: string): boolean {
  const digits = digitsOf(value);
  let check = 0;
  for (let i = 0; i < digits.length; i += 1) {
    const digit = Number(digits[digits.length - 1 - i]);
    check = Number(MULTIPLIED[check]?.[Number(PERMUTED[i % 8]?.[digit])]);
  }
  return check === 0;
}

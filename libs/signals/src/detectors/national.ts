import validator from 'validator';
import { digitsOf, luhn, number, weighed } from './finding.js';
import type { Kind } from './finding.js';
import { verhoeff } from './verhoeff.js';

const pii = (kind: string, pattern: RegExp, more: Partial<Kind> = {}): Kind => ({ label: 'PII', kind, pattern, ...more });
/** One that is a long number. */
const numeric = (kind: string, digits: string, more: Partial<Kind>): Kind => pii(kind, number(digits), { digits: true, ...more });

const tax =
  (locale: Parameters<typeof validator.isTaxID>[1]) =>
  (value: string): boolean =>
    validator.isTaxID(value, locale);
const bare =
  (holds: (value: string) => boolean) =>
  (value: string): boolean =>
    holds(digitsOf(value));
const card =
  (locale: Parameters<typeof validator.isIdentityCard>[1]) =>
  (value: string): boolean =>
    validator.isIdentityCard(value, locale);

/** The key of a French number is 97 minus the rest modulo 97. */
const isNir = bare((digits) => 97 - Number(BigInt(digits.slice(0, 13)) % 97n) === Number(digits.slice(13)));
/** EAN-13, as the Swiss number uses it. */
const isAhv = bare((digits) => weighed(digits, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]) % 10 === 0);
const isPesel = (value: string): boolean => weighed(value, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 === 0;
const isBsn = (value: string): boolean => Number(value) > 0 && weighed(value, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0;
const isTfn = bare((digits) => weighed(digits, [1, 4, 3, 7, 5, 8, 6, 9, 10]) % 11 === 0);
const isHetu = (value: string): boolean =>
  '0123456789ABCDEFHJKLMNPRSTUVWXY'[Number(value.slice(0, 6) + value.slice(7, 10)) % 31] === value.slice(10);

function isCurp(value: string): boolean {
  const signs = '0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ';
  const sum = Array.from(value.slice(0, 17)).reduce((total, sign, i) => total + signs.indexOf(sign) * (18 - i), 0);
  return (10 - (sum % 10)) % 10 === Number(value.slice(17));
}

function isMyNumber(value: string): boolean {
  const rest = weighed(digitsOf(value), [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
  return (rest <= 1 ? 0 : 11 - rest) === Number(value.slice(-1));
}

function isNric(value: string): boolean {
  const sum = weighed(value.slice(1, 8), [2, 7, 6, 5, 4, 3, 2]) + (/^[TG]/u.test(value) ? 4 : 0);
  return (/^[ST]/u.test(value) ? 'JZIHGFEDCBA' : 'XWUTRQPNMLK')[sum % 11] === value.slice(8);
}

/** Numbers whose form and check are rare enough to be found anywhere. */
const STRONG: readonly Kind[] = [
  numeric('us_ssn', String.raw`(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}`, { weak: true }),
  numeric('fr_nir', String.raw`[12] ?\d\d ?(?:0[1-9]|1[0-2]|[2-4]\d) ?\d\d ?\d{3} ?\d{3} ?\d\d`, { holds: isNir }),
  numeric('ch_ahv', String.raw`756\.?\d{4}\.?\d{4}\.?\d\d`, { holds: isAhv }),
  pii('it_codice_fiscale', /\b[A-Z]{6}\d\d[A-EHLMPRST]\d\d[A-Z]\d{3}[A-Z]\b/gu, { holds: tax('it-IT') }),
  numeric('se_personnummer', String.raw`(?:19|20)?\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[-+]\d{4}`, {
    holds: (value) => luhn(digitsOf(value).slice(-10)),
  }),
  numeric('br_cpf', String.raw`\d{3}\.\d{3}\.\d{3}-\d\d`, { holds: tax('pt-BR') }),
  pii('mx_curp', /\b[A-Z]{4}\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[HM][A-Z]{5}[0-9A-Z]\d\b/gu, { holds: isCurp }),
  numeric('cn_id', String.raw`[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]`, { holds: card('zh-CN') }),
];

/** Numbers that look like any other one, only beside a word that names them. */
const NAMED: readonly Kind[] = [
  numeric('us_itin', String.raw`9\d{2}-(?:5\d|6[0-5]|[78]\d|9[0-24-9])-\d{4}`, { near: ['itin', 'taxpayer', 'tax id', 'tin'] }),
  numeric('in_aadhaar', String.raw`[2-9]\d{3} ?\d{4} ?\d{4}`, {
    holds: (value) => verhoeff(digitsOf(value)),
    near: ['aadhaar', 'aadhar', 'uidai'],
  }),
  pii('in_pan', /\b[A-Z]{3}[ABCFGHLJPT][A-Z]\d{4}[A-Z]\b/gu, { near: ['pan', 'permanent account number'] }),
  pii('es_dni', /\b(?:\d{8}|[XYZ]\d{7})-?[A-HJ-NP-TV-Z]\b/gu, {
    holds: (value) => card('ES')(value.replace('-', '')),
    near: ['dni', 'nie', 'nif'],
  }),
  pii('uk_nino', /\b(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d\d ?\d\d ?\d\d ?[A-D]\b/gu, {
    near: ['nino', 'ni number', 'ni no', 'national insurance', 'national insurance number'],
  }),
  numeric('de_tax_id', String.raw`[1-9]\d ?\d{3} ?\d{3} ?\d{3}`, {
    holds: (value) => tax('de-DE')(value.replaceAll(' ', '')),
    near: [
      'steuer id',
      'steuer idnr',
      'steueridentifikationsnummer',
      'steuerliche identifikationsnummer',
      'steuernummer',
      'idnr',
      'tax id',
      'tin',
    ],
  }),
  numeric('nl_bsn', String.raw`\d{9}`, { holds: isBsn, near: ['bsn', 'burgerservicenummer', 'sofi', 'sofinummer'] }),
  numeric('be_rrn', String.raw`\d\d\.?\d\d\.?\d\d-?\d{3}\.?\d\d`, {
    holds: bare(tax('fr-BE')),
    near: ['rijksregister', 'rijksregisternummer', 'registre national', 'national register', 'niss', 'insz'],
  }),
  numeric('pl_pesel', String.raw`\d{11}`, { holds: isPesel, near: ['pesel'] }),
  numeric('pt_nif', String.raw`\d{3} ?\d{3} ?\d{3}`, { holds: bare(tax('pt-PT')), near: ['nif', 'contribuinte'] }),
  pii('ie_pps', /\b\d{7}[A-W][A-IW]?\b/gu, { holds: tax('en-IE'), near: ['pps', 'ppsn', 'pps number', 'pps no'] }),
  pii('fi_hetu', /(?<![\w.-])(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d\d[-+A-FU-Y]\d{3}[0-9A-Y](?![\w-])/gu, {
    holds: isHetu,
    near: ['hetu', 'henkilötunnus', 'personal identity code', 'personbeteckning'],
  }),
  numeric('dk_cpr', String.raw`(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d\d-?\d{4}`, {
    near: ['cpr', 'cpr nr', 'cpr nummer'],
  }),
  numeric('no_fnr', String.raw`\d{6} ?\d{5}`, { holds: bare(card('NO')), near: ['fødselsnummer', 'fodselsnummer', 'personnummer', 'fnr'] }),
  numeric('ro_cnp', String.raw`[1-9]\d{12}`, { holds: tax('ro-RO'), near: ['cnp', 'cod numeric personal'] }),
  numeric('bg_egn', String.raw`\d{10}`, { holds: tax('bg-BG'), near: ['egn', 'егн'] }),
  numeric('hr_oib', String.raw`\d{11}`, { holds: tax('hr-HR'), near: ['oib'] }),
  numeric('ca_sin', String.raw`\d{3}[ -]?\d{3}[ -]?\d{3}`, {
    holds: bare(luhn),
    near: ['sin', 'social insurance', 'social insurance number'],
  }),
  numeric('au_tfn', String.raw`\d{3} ?\d{3} ?\d{3}`, { holds: isTfn, near: ['tfn', 'tax file number'] }),
  numeric('jp_my_number', String.raw`\d{4} ?\d{4} ?\d{4}`, { holds: isMyNumber, near: ['my number', 'マイナンバー', '個人番号'] }),
  numeric('kr_rrn', String.raw`\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])-[1-8]\d{6}`, {
    near: ['rrn', 'resident registration', 'resident registration number', '주민등록번호'],
  }),
  pii('sg_nric', /\b[STFG]\d{7}[A-Z]\b/gu, { holds: isNric, near: ['nric', 'fin'] }),
  numeric('za_id', String.raw`\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{4}[01]\d{2}`, {
    holds: luhn,
    near: ['south african id', 'sa id', 'rsa id', 'id number'],
  }),
  pii('passport', /\b(?=[A-Z0-9]{0,9}\d{5})[A-Z0-9]{7,9}\b/gu, {
    near: ['passport', 'passport no', 'passport number', 'reisepass', 'passeport', 'pasaporte'],
  }),
  pii('driving_licence', /\b(?=[A-Z0-9]{0,16}\d{5})[A-Z0-9]{7,16}\b/gu, {
    near: [
      'driver license',
      'drivers license',
      "driver's license",
      'driver licence',
      "driver's licence",
      'driving licence',
      'driving license',
      'führerschein',
    ],
  }),
];

/** Numbers by which a state knows a person. */
export const NATIONAL: readonly Kind[] = [...STRONG, ...NAMED];

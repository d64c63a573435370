/** Values in the public formats of what the detectors find, with valid checks, and what is like them and is none. */

import { PEOPLE } from './generated-people.mjs';
import { TOKENS } from './generated-tokens.mjs';

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const ALNUM = `${UPPER}abcdefghijklmnopqrstuvwxyz0123456789`;
const HEX = '0123456789abcdef';
const BASE64URL = `${ALNUM}-_`;
const two = (n) => String(n).padStart(2, '0');

const luhnSum = (digits) =>
  [...digits].reverse().reduce((sum, digit, i) => {
    const value = Number(digit) * (i % 2 === 1 ? 2 : 1);
    return sum + (value > 9 ? value - 9 : value);
  }, 0);
const withLuhn = (body) => body + String((10 - (luhnSum(`${body}0`) % 10)) % 10);
const weighed = (digits, weights) => weights.reduce((sum, weight, i) => sum + weight * Number(digits[i]), 0);
/** The last digit that makes a check hold. */
const completed = (body, holds) => {
  const last = [...'0123456789'].find((digit) => holds(body + digit));
  return last === undefined ? null : body + last;
};
const until = (make) => {
  for (;;) {
    const value = make();
    if (value !== null) return value;
  }
};
const changed = (value) => value.slice(0, -1) + String((Number(value.slice(-1)) + 1) % 10);
const spaced = (text, every) => text.match(new RegExp(`.{1,${every}}`, 'gu')).join(' ');

function iban(r) {
  const [country, form] = r.pick([
    ['DE', [18, '0']],
    ['GB', [18, 'A4']],
    ['FR', [23, '0']],
    ['ES', [20, '0']],
    ['NL', [14, 'A4']],
    ['CH', [17, '0']],
    ['PL', [24, '0']],
  ]);
  const bban = form[1] === '0' ? r.digits(form[0]) : r.of(UPPER, 4) + r.digits(form[0] - 4);
  const number = [...`${bban}${country}00`].map((sign) => parseInt(sign, 36).toString()).join('');
  const check = 98n - (BigInt(number) % 97n);
  return `${country}${two(Number(check))}${bban}`;
}

function germanTax(r) {
  const twice = r.digits(1);
  const pool = [...'0123456789'].filter((digit) => digit !== twice);
  return until(() => {
    const nine = Array.from({ length: 8 }, () => pool.splice(r.upTo(pool.length), 1)[0]);
    pool.push(...nine);
    const body = [...nine, twice, twice].sort(() => r.upTo(3) - 1).join('');
    if (body.startsWith('0')) return null;
    let product = 10;
    for (const digit of body) {
      const sum = (Number(digit) + product) % 10 || 10;
      product = (sum * 2) % 11;
    }
    const check = 11 - product === 10 ? 0 : 11 - product;
    return check > 9 ? null : body + String(check);
  });
}

const ODD = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
function italian(r) {
  const body = `${r.of('BCDFGLMNPRSTV', 6)}${r.digits(2)}${r.pick('ABCDEHLMPRST')}${two(r.between(1, 28))}${r.pick('ABCDEFGHIL')}${r.digits(3)}`;
  const sum = [...body].reduce((total, sign, i) => {
    const value = /\d/u.test(sign) ? Number(sign) : sign.charCodeAt(0) - 65;
    return total + (i % 2 === 0 ? ODD[value] : value);
  }, 0);
  return body + UPPER[sum % 26];
}

function cpf(r) {
  const body = r.digits(9);
  const digit = (text) => {
    const rest = ([...text].reduce((sum, one, i) => sum + Number(one) * (text.length + 1 - i), 0) * 10) % 11;
    return rest === 10 ? '0' : String(rest);
  };
  const first = body + digit(body);
  const all = first + digit(first);
  return `${all.slice(0, 3)}.${all.slice(3, 6)}.${all.slice(6, 9)}-${all.slice(9)}`;
}

const D = [
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
];
const P = ['0123456789', '1576283094', '5803796142', '8916043527', '9453126870', '4286573901', '2793806415', '7046913258'];
const verhoeff = (digits) => [...digits].reverse().reduce((check, digit, i) => Number(D[check][Number(P[i % 8][Number(digit)])]), 0) === 0;

const nir = (r) => {
  const body = `${r.pick('12')}${r.digits(2)}${two(r.between(1, 12))}${two(r.between(1, 95))}${r.digits(6)}`;
  return body + two(97 - Number(BigInt(body) % 97n));
};
const ean = (r) => completed(`756${r.digits(9)}`, (all) => weighed(all, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]) % 10 === 0);

/** By kind: how a value is made, the words around it, and what is like it and is none. */
export const KINDS = {
  card: [
    (r) =>
      r.pick([
        () => spaced(withLuhn(r.pick(['4', '51', '55', '2221', '6011', '3528']).padEnd(15, r.digits(15))), 4),
        () => withLuhn(r.pick(['4', '51', '55', '2221', '6011', '3528']).padEnd(15, r.digits(15))),
        () => withLuhn(`3${r.pick('47')}${r.digits(12)}`).replace(/^(\d{4})(\d{6})/u, '$1 $2 '),
        () => spaced(withLuhn(`4${r.digits(14)}`), 4).replaceAll(' ', '-'),
      ])(),
    ['card {}', 'Paid with {} on Monday', '"pan": "{}"'],
    (v) => changed(v),
  ],
  iban: [
    (r) => (r.upTo(2) ? iban(r) : spaced(iban(r), 4)),
    ['IBAN {}', 'please transfer to {}.', '"account": "{}"'],
    (v) => v.slice(0, 2) + two((Number(v.slice(2, 4)) % 97) + 1) + v.slice(4),
  ],
  us_routing: [
    (r) => until(() => completed(`0${r.digits(7)}`, (all) => weighed(all, [3, 7, 1, 3, 7, 1, 3, 7, 1]) % 10 === 0)),
    ['routing number {}', 'ABA: {}'],
    changed,
  ],
  bic: [
    (r) => `${r.of(UPPER, 4)}${r.pick(['DE', 'FR', 'GB', 'NL'])}${r.pick('MPKL')}${r.pick('MFHL')}`,
    ['BIC {}', 'SWIFT: {}'],
    (v) => `${v}AB`,
  ],
  us_ssn: [
    (r) => `${r.between(100, 665)}-${two(r.between(1, 99))}-${r.between(1000, 9999)}`,
    ['SSN {}', 'social security number: {}'],
    (v) => `000${v.slice(3)}`,
  ],
  fr_nir: [nir, ['numéro de sécurité sociale {}', '{} (NIR)'], (v) => v.slice(0, 13) + two((Number(v.slice(13)) % 96) + 1)],
  ch_ahv: [(r) => until(() => ean(r)).replace(/^(\d{3})(\d{4})(\d{4})(\d\d)$/u, '$1.$2.$3.$4'), ['AHV {}', 'insured as {}'], changed],
  it_codice_fiscale: [italian, ['codice fiscale {}', 'CF: {}'], (v) => v.slice(0, -1) + UPPER[(UPPER.indexOf(v.slice(-1)) + 1) % 26]],
  se_personnummer: [
    (r) => withLuhn(`${r.digits(2)}${two(r.between(1, 12))}${two(r.between(1, 28))}${r.digits(3)}`).replace(/(\d{4})$/u, '-$1'),
    ['personnummer {}', 'born as {}'],
    changed,
  ],
  br_cpf: [cpf, ['CPF {}', 'cliente {}'], changed],
  in_aadhaar: [
    (r) =>
      spaced(
        until(() => completed(`${r.between(2, 9)}${r.digits(10)}`, verhoeff)),
        4,
      ),
    ['Aadhaar {}', 'aadhaar no: {}'],
    changed,
  ],
  es_dni: [
    (r) => {
      const n = r.digits(8);
      return n + 'TRWAGMYFPDXBNJZSQVHLCKE'[Number(n) % 23];
    },
    ['DNI {}', 'NIF: {}'],
    (v) => v.slice(0, 8) + 'TRWAGMYFPDXBNJZSQVHLCKE'[(Number(v.slice(0, 8)) + 1) % 23],
  ],
  uk_nino: [
    (r) =>
      `${r.pick('ABCEHJLMPRSTWXY')}${r.pick('ABCEHJLMPRSTWXYZ')}${r.digits(6)}${r.pick('ABCD')}`.replace(
        /^(?:GB|BG|NK|KN|TN|NT|ZZ)/u,
        'AB',
      ),
    ['National Insurance {}', 'NINO: {}'],
    (v) => `Q${v.slice(1)}`,
  ],
  de_tax_id: [germanTax, ['Steuer-ID {}', 'tax id: {}'], changed],
  nl_bsn: [
    (r) => until(() => completed(r.digits(8), (all) => Number(all) > 99999999 && weighed(all, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0)),
    ['BSN {}', 'burgerservicenummer: {}'],
    changed,
  ],
  pl_pesel: [
    (r) =>
      until(() =>
        completed(
          `${r.digits(2)}${two(r.between(1, 12))}${two(r.between(1, 28))}${r.digits(4)}`,
          (all) => weighed(all, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 === 0,
        ),
      ),
    ['PESEL {}', 'pesel: {}'],
    changed,
  ],
  ca_sin: [
    (r) => withLuhn(r.pick('12345679') + r.digits(7)).replace(/^(\d{3})(\d{3})(\d{3})$/u, '$1-$2-$3'),
    ['SIN {}', 'Social Insurance Number: {}'],
    changed,
  ],
  passport: [(r) => r.pick('CFGHJKLMN') + r.digits(8), ['passport {}', 'Passport number: {}'], (v) => v.slice(0, 4)],
  driving_licence: [(r) => r.of(UPPER, 2) + r.digits(8), ["driver's license {}", 'driving licence no {}'], (v) => v.slice(0, 4)],
  date_of_birth: [
    (r) => `${r.between(1940, 2009)}-${two(r.between(1, 12))}-${two(r.between(1, 28))}`,
    ['date of birth: {}', 'born {}'],
    (v) => v.slice(0, 7),
  ],
  email: [
    (r) => `${r.of('abcdefghij', 6)}.${r.of('klmnop', 5)}@${r.of('qrstuv', 6)}.${r.pick(['com', 'org', 'co.uk', 'io'])}`,
    ['mail {}', '<{}>', '"email": "{}"'],
    (v) => v.replace('@', ' at '),
  ],
  phone: [
    (r) => `+${r.pick(['49', '1', '44', '33'])} ${r.digits(3)} ${r.digits(4)}${r.digits(2)}`,
    ['phone {}', 'call {} please'],
    (v) => v.slice(0, 8),
  ],
  mrn: [(r) => r.digits(8), ['MRN {}', 'medical record number: {}'], (v) => v.slice(0, 4)],
  us_npi: [(r) => withLuhn(`808401${r.digits(8)}`).slice(5), ['NPI {}', 'national provider id {}'], changed],
  icd10: [(r) => `${r.pick('ABCEFGIJ')}${r.digits(2)}.${r.digits(1)}`, ['ICD-10 {}', 'diagnosis: {}'], (v) => v.slice(0, 2)],
  private_key: [
    (r) =>
      `-----BEGIN ${r.pick(['RSA ', 'EC ', 'OPENSSH ', ''])}PRIVATE KEY-----\n${spaced(r.of(`${ALNUM}+/`, 640), 64).replaceAll(' ', '\n')}\n-----END PRIVATE KEY-----`,
    ['{}', 'key:\n{}\n'],
    (v) => v.replaceAll('PRIVATE', 'PUBLIC'),
  ],
  aws_access_key: [
    (r) => `${r.pick(['AK', 'AS'])}IA${r.of(`${UPPER}0123456789`, 16)}`,
    ['key {}', 'AWS_ACCESS_KEY_ID={}'],
    (v) => v.slice(0, -2),
  ],
  aws_secret_key: [(r) => r.of(`${ALNUM}/+`, 40), ['aws_secret_access_key = {}'], null],
  github_token: [(r) => `gh${r.pick('pousr')}_${r.of(ALNUM, 36)}`, ['token {}', 'https://{}@github.com/a/b'], (v) => v.slice(0, 20)],
  slack_token: [(r) => `xoxb-${r.digits(12)}-${r.of(ALNUM, 24)}`, ['bot {}'], (v) => v.slice(0, 9)],
  npm_token: [(r) => `npm_${r.of(ALNUM, 36)}`, ['//registry/:_auth {}'], (v) => v.slice(0, 20)],
  huggingface_token: [(r) => `hf_${r.of(ALNUM, 34)}`, ['hub {}'], (v) => v.slice(0, 20)],
  sendgrid_key: [(r) => `SG.${r.of(ALNUM, 22)}.${r.of(ALNUM, 43)}`, ['mailer {}'], (v) => v.slice(0, 30)],
  jwt: [
    (r) => `eyJ${r.of(ALNUM, 30)}.eyJ${r.of(ALNUM, 80)}.${r.of(BASE64URL.replace('-', ''), 43)}`,
    ['id_token {}', 'cookie {}'],
    (v) => v.split('.')[0],
  ],
  ...TOKENS,
  ...PEOPLE,
  putty_key: [
    (r) => `PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nPrivate-Lines: 1\n${r.of(ALNUM, 48)}\nPrivate-MAC: ${r.of(HEX, 64)}`,
    ['{}'],
    (v) => v.replace('User-Key', 'Known-Host'),
  ],
  connection_password: [
    (r) => r.of(ALNUM, r.between(6, 12)),
    ['Server=db.corp;Database=x;User Id=app;Password={};', 'Data Source=10.0.0.1;Uid=app;Pwd={};Encrypt=yes'],
    null,
  ],
  authorization_header: [
    (r) => r.of(ALNUM, 40),
    ['Authorization: Bearer {}', '"authorization": "Basic {}"', 'Authorization: token {}'],
    (v) => v.slice(0, 8),
  ],
  url_password: [(r) => `${r.of(ALNUM, 8)}${r.digits(4)}`, ['postgres://app:{}@db.internal/x', 'redis://x:{}@10.0.0.1:6379'], null],
  assigned_secret: [(r) => `${r.of(ALNUM, 10)}${r.digits(4)}${r.of(ALNUM, 6)}`, ['DB_PASSWORD={}', '"api_key": "{}"', 'secret: {}'], null],
};

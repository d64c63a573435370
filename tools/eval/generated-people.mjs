/** Numbers of states, banks and health systems beside the commonest ones, with valid checks. */

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const two = (n) => String(n).padStart(2, '0');
const sum = (digits, weights) => weights.reduce((total, weight, i) => total + weight * Number(digits[i]), 0);
const until = (make) => {
  for (;;) {
    const value = make();
    if (value !== null) return value;
  }
};
/** The digits with a last one that makes `holds` true. */
const completed = (make, holds) =>
  until(() => {
    const body = make();
    const last = [...'0123456789'].find((digit) => holds(body + digit));
    return last === undefined ? null : body + last;
  });
const changed = (value) => value.slice(0, -1) + String((Number(value.slice(-1)) + 1) % 10);
const luhn = (digits) =>
  [...digits].reverse().reduce((total, digit, i) => {
    const value = Number(digit) * (i % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0) %
    10 ===
  0;
const date = (r) => `${two(r.between(40, 99))}${two(r.between(1, 12))}${two(r.between(1, 28))}`;
const day = (r) => `${two(r.between(1, 28))}${two(r.between(1, 12))}${two(r.between(40, 99))}`;
const next = (alphabet, sign) => alphabet[(alphabet.indexOf(sign) + 1) % alphabet.length];

const HETU = '0123456789ABCDEFHJKLMNPRSTUVWXY';
const CURP = '0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ';

const curp = (r) => {
  const body = `${r.of(UPPER, 4)}${date(r)}${r.pick('HM')}${r.of('BCDFGHJKLM', 5)}${r.digits(1)}`;
  const total = [...body].reduce((all, sign, i) => all + CURP.indexOf(sign) * (18 - i), 0);
  return body + String((10 - (total % 10)) % 10);
};
const chinese = (r) => {
  const body = `110105${r.between(1940, 2005)}${two(r.between(1, 12))}${two(r.between(1, 28))}${r.digits(3)}`;
  return body + '10X98765432'[sum(body, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) % 11];
};
const nric = (r) => {
  const first = r.pick('STFG');
  const digits = r.digits(7);
  const total = sum(digits, [2, 7, 6, 5, 4, 3, 2]) + ('TG'.includes(first) ? 4 : 0);
  return first + digits + ('ST'.includes(first) ? 'JZIHGFEDCBA' : 'XWUTRQPNMLK')[total % 11];
};
const norwegian = (r) =>
  until(() => {
    const nine = `${day(r)}${r.between(100, 499)}`;
    const k1 = (11 - (sum(nine, [3, 7, 6, 1, 8, 9, 4, 5, 2]) % 11)) % 11;
    const k2 = (11 - (sum(`${nine}${k1}`, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11;
    return k1 > 9 || k2 > 9 ? null : `${nine}${k1}${k2}`;
  });
const belgian = (r) => {
  const nine = `${date(r)}${two(r.between(1, 9))}${r.digits(1)}`.slice(0, 9);
  return nine + two(97 - (Number(nine) % 97));
};
const oib = (r) => {
  const ten = r.digits(10);
  let rest = 10;
  for (const digit of ten) rest = (((Number(digit) + rest) % 10 || 10) * 2) % 11;
  return ten + String((11 - rest) % 10);
};
const pps = (r) => {
  const digits = r.digits(7);
  return digits + `W${UPPER.slice(0, 22)}`[sum(digits, [8, 7, 6, 5, 4, 3, 2]) % 23];
};
const clabe = (r) =>
  completed(
    () => r.digits(17),
    (all) => {
      const total = [...all.slice(0, 17)].reduce((sofar, digit, i) => sofar + ((Number(digit) * [3, 7, 1][i % 3]) % 10), 0);
      return (10 - (total % 10)) % 10 === Number(all[17]);
    },
  );
const MBI = 'ACDEFGHJKMNPQRTUVWXY';

/** As in `generated.mjs`. */
export const PEOPLE = {
  fi_hetu: [
    (r) => {
      const [born, serial] = [day(r), r.between(100, 899)];
      return `${born}-${serial}${HETU[Number(`${born}${serial}`) % 31]}`;
    },
    ['HETU {}', 'henkilötunnus: {}'],
    (v) => v.slice(0, -1) + next(HETU, v.slice(-1)),
  ],
  mx_curp: [curp, ['CURP {}', 'a nombre de {}'], changed],
  cn_id: [chinese, ['ID card {}', '{} (holder)'], (v) => v.slice(0, -1) + next('0123456789X', v.slice(-1))],
  us_itin: [(r) => `9${r.digits(2)}-${r.between(70, 88)}-${r.digits(4)}`, ['ITIN {}', 'taxpayer {}'], (v) => v.replaceAll('-', '/')],
  in_pan: [
    (r) => `${r.of(UPPER, 3)}P${r.of(UPPER, 1)}${r.digits(4)}${r.of(UPPER, 1)}`,
    ['PAN {}', 'Permanent Account Number: {}'],
    (v) => v.slice(1),
  ],
  be_rrn: [belgian, ['rijksregisternummer {}', 'registre national: {}'], changed],
  pt_nif: [
    (r) =>
      completed(
        () => `2${r.digits(7)}`,
        (all) => {
          const rest = 11 - (sum(all, [9, 8, 7, 6, 5, 4, 3, 2]) % 11);
          return (rest > 9 ? 0 : rest) === Number(all[8]);
        },
      ),
    ['NIF {}', 'contribuinte: {}'],
    changed,
  ],
  ie_pps: [pps, ['PPS {}', 'PPSN: {}'], (v) => v.slice(0, -1) + next(`${UPPER.slice(0, 23)}`, v.slice(-1))],
  dk_cpr: [(r) => `${day(r)}-${r.digits(4)}`, ['CPR {}', 'cpr-nr: {}'], (v) => `9${v.slice(1)}`],
  no_fnr: [norwegian, ['fødselsnummer {}', 'fnr: {}'], changed],
  ro_cnp: [
    (r) =>
      completed(
        () => `1${date(r)}${two(r.between(1, 46))}${r.between(100, 999)}`,
        (all) => {
          const rest = sum(all, [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11;
          return (rest === 10 ? 1 : rest) === Number(all[12]);
        },
      ),
    ['CNP {}', 'cod numeric personal: {}'],
    changed,
  ],
  bg_egn: [
    (r) =>
      completed(
        () => `${date(r)}${r.digits(3)}`,
        (all) => (sum(all, [2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11) % 10 === Number(all[9]),
      ),
    ['EGN {}', 'ЕГН: {}'],
    changed,
  ],
  hr_oib: [oib, ['OIB {}', 'oib: {}'], changed],
  au_tfn: [
    (r) =>
      completed(
        () => r.between(10000000, 99999999).toString(),
        (all) => sum(all, [1, 4, 3, 7, 5, 8, 6, 9, 10]) % 11 === 0,
      ),
    ['TFN {}', 'tax file number: {}'],
    changed,
  ],
  jp_my_number: [
    (r) =>
      completed(
        () => r.digits(11),
        (all) => {
          const rest = sum(all, [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
          return (rest <= 1 ? 0 : 11 - rest) === Number(all[11]);
        },
      ),
    ['My Number {}', 'マイナンバー: {}'],
    changed,
  ],
  kr_rrn: [(r) => `${date(r)}-${r.pick('1234')}${r.digits(6)}`, ['RRN {}', '주민등록번호 {}'], (v) => v.slice(0, 9)],
  sg_nric: [nric, ['NRIC {}', 'NRIC/FIN: {}'], (v) => v.slice(0, -1) + next(UPPER, v.slice(-1))],
  za_id: [(r) => completed(() => `${date(r)}${r.digits(4)}08`, luhn), ['South African ID {}', 'SA ID: {}'], changed],
  uk_nhs: [
    (r) =>
      completed(
        () => r.between(400000000, 499999999).toString(),
        (all) => (11 - (sum(all, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 11 === Number(all[9]),
      ),
    ['NHS number {}', 'NHS no: {}'],
    changed,
  ],
  us_mbi: [
    (r) =>
      `${r.between(1, 9)}${r.pick(MBI)}${r.pick(MBI)}${r.digits(1)}-${r.pick(MBI)}${r.pick(MBI)}${r.digits(1)}-${r.of(MBI, 2)}${r.digits(2)}`,
    ['Medicare number {}', 'MBI: {}'],
    (v) => `0${v.slice(1)}`,
  ],
  au_medicare: [
    (r) =>
      completed(
        () => `${r.between(2, 6)}${r.digits(7)}`,
        (all) => sum(all, [1, 3, 7, 9, 1, 3, 7, 9]) % 10 === Number(all[8]),
      ) + String(r.between(1, 9)),
    ['Medicare card {}', 'medicare no: {}'],
    (v) => changed(v.slice(0, 9)) + v.slice(9),
  ],
  us_dea: [
    (r) =>
      `${r.pick('ABFM')}${r.of(UPPER, 1)}${completed(
        () => r.digits(6),
        (all) => sum(all, [1, 2, 1, 2, 1, 2]) % 10 === Number(all[6]),
      )}`,
    ['DEA {}', 'DEA number: {}'],
    changed,
  ],
  mx_clabe: [clabe, ['CLABE {}', 'clabe: {}'], changed],
  uk_sort_code: [(r) => `${r.digits(2)}-${r.digits(2)}-${r.digits(2)}`, ['sort code {}', 'Sort-Code: {}'], (v) => `${v}-1`],
  au_bsb: [(r) => `${r.digits(3)}-${r.digits(3)}`, ['BSB {}', 'bsb: {}'], (v) => `${v}-1`],
  in_ifsc: [(r) => `${r.of(UPPER, 4)}0${r.of(`${UPPER}0123456789`, 6)}`, ['IFSC {}', 'IFSC code: {}'], (v) => v.slice(0, 10)],
  bank_account: [(r) => r.digits(r.between(8, 12)), ['account number {}', 'Account No: {}'], (v) => v.slice(0, 4)],
  card_code: [(r) => r.digits(3), ['CVV {}', 'security code: {}'], (v) => `${v}99`],
  postal_address: [
    (r) =>
      r.pick([
        () =>
          `${r.between(1, 9999)} ${r.pick(['Oak', 'Maple', 'North Hill', 'Lake View'])} ${r.pick(['Street', 'Ave', 'Road', 'Blvd'])}, Springfield, IL ${r.between(10000, 99999)}`,
        () => `${r.pick(['Haupt', 'Garten', 'Linden'])}straße ${r.between(1, 200)}, ${r.between(10000, 99999)} Berlin`,
      ])(),
    ['lives at {}\n', 'ship to {};'],
    (v) => v.toLowerCase(),
  ],
};

import { describe, expect, it } from '@jest/globals';
import { detect, findingsIn, KINDS_BY_LABEL } from '../src/index.js';

/** Put together here, so that no scanner takes this file for a leak. */
const split = (...parts: string[]): string => parts.join('');
const found = (text: string, before?: string): readonly string[] =>
  findingsIn(text, before).findings.map(({ kind, start, end }) => `${kind}: ${text.slice(start, end)}`);

describe('what is found in a text', () => {
  it.each<[string, string, readonly string[]]>([
    ['nothing in prose', 'the secret is out: the password was forgotten on flight 4711', []],
    ['several things in order', 'mail ann@corp.io, card 4111 1111 1111 1111', ['email: ann@corp.io', 'card: 4111 1111 1111 1111']],
    [
      'the graver one of two in one place',
      split('https://gh', 'p_', 'a1B2'.repeat(9), '@github.com'),
      [split('github_token: gh', 'p_', 'a1B2'.repeat(9))],
    ],
    ['the value of an assignment, not its name', 'DB_PASSWORD=kX93hd72Lq0z', ['assigned_secret: kX93hd72Lq0z']],
    ['a short password', 'the password is Tr0ub4d0r.', ['assigned_secret: Tr0ub4d0r']],
    ['no call, no path and no plain word', 'password = getPass1(user)\npassword = config.Pass12\npwd=test1234', []],
    ['no placeholders', 'password: <your-password>\napi_key = "example1234567"\ntoken: process.env.TOKEN_1', []],
    ['the password in an address', 'postgres://app:kX93hd72@db.corp.io/x', ['url_password: kX93hd72']],
    [
      'a whole key block',
      split('-----BEGIN EC', ' PRIVATE KEY-----\nMHcC\n-----END EC', ' PRIVATE KEY-----'),
      [split('private_key: -----BEGIN EC', ' PRIVATE KEY-----\nMHcC\n-----END EC', ' PRIVATE KEY-----')],
    ],
    ['no number without the word that names it', 'order 111222333, ref 44051401359', []],
    ['a number beside that word', 'PESEL 44051401359', ['pl_pesel: 44051401359']],
    ['no number far from it', `PESEL ${'x '.repeat(40)}44051401359`, []],
  ])('is %s', (_, text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  it('knows the name of the member that holds the text', () => {
    expect(found('44051401359')).toEqual([]);
    expect(found('44051401359', 'pesel')).toEqual(['pl_pesel: 44051401359']);
  });

  it('says where it stopped looking', () => {
    expect(findingsIn('x'.repeat(1024 * 1024)).truncated).toBe(false);
    expect(findingsIn('x'.repeat(1024 * 1024 + 1)).truncated).toBe(true);
  });

  it('says that there was more than it keeps', () => {
    expect(findingsIn('4111111111111111 '.repeat(10_000)).truncated).toBe(false);
    const { findings, truncated } = findingsIn('4111111111111111 '.repeat(10_001));
    expect([findings.length, truncated]).toEqual([10_000, true]);
  });

  it.each<[string, string]>([
    ['key blocks', split('-----BEGIN', ' PRIVATE KEY-----\n')],
    ['key files', 'PuTTY-User-Key-File-2: a\n'],
    ['digits', '4111111111111111 '],
    ['groups of digits', '4111 '],
    ['single digits', '1 1 1 '],
    ['assignments', 'password='],
    ['assigned values', 'password: a1b2c3d4e5f6'],
    ['tokens', 'eyJaaaaaaaaaa.'],
    ['names of tokens', 'aws secret '],
    ['addresses', 'http://a:'],
    ['mail addresses', 'a@a.'],
    ['connection strings', 'server=a;password'],
    ['passports', 'passport A1234567 '],
    ['street names', '1 A B C D Ave '],
    ['streets', 'Hauptstr. 1, '],
    ['records', '"email" :    '],
    ['words of a record', 'icd mrn hiv dx '],
    ['brackets', '(('],
    ['statements', 'if (((((((;'],
    ['nothing but NUL', '\0'],
    ['halves of signs', '\uD800'],
  ])('takes linear time on %s', (_, piece) => {
    const text = piece.repeat((1024 * 1024) / piece.length);
    const started = process.cpuUsage();
    findingsIn(text);
    detect(text.slice(0, text.length / 2));
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(2000);
  });

  it.each<[string, string]>([
    ['none before its hint', 'kX93hd72Lq0z'],
    ['signs that only a pattern takes for letters', 'pa\u017F\u017Fword=kX93hd72Lq0z'],
  ])('looks where a word may be: %s', (_, text) => {
    expect(found(text).length).toBe(text.includes('=') ? 1 : 0);
  });

  it('has a name for each of its kinds', () => {
    expect(Object.keys(KINDS_BY_LABEL).sort()).toEqual(['FINANCIAL', 'PHI', 'PII', 'SECRET']);
    expect(KINDS_BY_LABEL.FINANCIAL).toContain('iban');
  });
});

describe('how sensitive a text is', () => {
  const program = 'import { a } from "b";\n\nexport function f(x: number): number {\n  const y = x + 1;\n  return y;\n}\n\nf(1);\n';

  it.each<[string, string, string, readonly string[]]>([
    ['a program', program, 'INTERNAL', ['SOURCE_CODE']],
    ['prose', 'A letter.\nIt has lines.\nThey say things.\nNone of them calls anything.\nIt ends.\nGoodbye.\nYours', 'PUBLIC', []],
    [
      'a program with a key in it',
      `${program}const key = "${split('AK', 'IAABCDEFGHIJKLMNOP')}";\n`,
      'RESTRICTED',
      ['SECRET', 'SOURCE_CODE'],
    ],
    ['one national number with a check', 'codice fiscale RSSMRA85T10A562S', 'CONFIDENTIAL', ['PII']],
    ['a number of a patient', 'MRN 12345678', 'RESTRICTED', ['PHI']],
    ['a routing number alone', 'routing number 021000021', 'PUBLIC', []],
  ])('is told of %s', (_, text, level, labels) => {
    expect(detect(text)).toEqual({ level, labels });
  });
});

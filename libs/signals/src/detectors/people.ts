import { number } from './finding.js';
import type { Kind } from './finding.js';
import { NATIONAL } from './national.js';

const weak = (kind: string, pattern: RegExp, more: Partial<Kind> = {}): Kind => ({ label: 'PII', kind, pattern, weak: true, ...more });

const STREET =
  'street|avenue|ave|road|rd|lane|ln|drive|dr|boulevard|blvd|court|ct|square|sq|terrace|place|pl|parkway|pkwy|highway|hwy|way|st';

/** What is of a person: numbers of a state, and where they can be reached. */
export const PEOPLE: readonly Kind[] = [
  ...NATIONAL,
  weak('date_of_birth', number(String.raw`(?:(?:19|20)\d\d-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./](?:19|20)\d\d)`), {
    near: ['date of birth', 'birth date', 'birthday', 'dob', 'born', 'geboren', 'geburtsdatum', 'né', 'née', 'fecha de nacimiento'],
  }),
  weak('email', /(?<![A-Za-z0-9._%+/-])[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,24}\b/gu, { hints: ['@'] }),
  weak('phone', /(?<![\w+])\+[1-9]\d{0,2}[ .(-]{1,2}(?:\d[ .()-]{0,2}){6,11}\d(?!\d)/gu, { hints: ['+'], digits: true }),
  weak('phone', /(?<![\w.-])\(?[2-9]\d{2}\)?[ .-]\d{3}[ .-]\d{4}(?![\w-])/gu, {
    near: ['phone', 'telephone', 'tel', 'mobile', 'cell', 'fax', 'call'],
    digits: true,
  }),
  weak('phone', /(?<![\w+.-])(?:\+[1-9]\d{7,14}|0\d[ /-]?(?:\d[ /-]?){6,10}\d)(?![\w-]|\.\d)/gu, {
    near: ['phone', 'phone number', 'telephone', 'telefon', 'téléphone', 'tel', 'mobile', 'cell', 'fax', 'whatsapp'],
    digits: true,
  }),
  weak(
    'postal_address',
    new RegExp(
      String.raw`(?<![\w.-])\d{1,5}[A-Z]? (?:[NSEW]\.? )?(?:[A-Z0-9][A-Za-z0-9'.-]{0,20} ){1,4}(?:${STREET.replaceAll(/(?<=^|\|)[a-z]/gu, (sign) => sign.toUpperCase())})\b\.?(?:,? (?:Apt|Suite|Unit|#)\.? ?\w{1,6})?(?:, [A-Z][A-Za-z .'-]{1,30})?(?:, ?[A-Z]{2} \d{5}(?:-\d{4})?)?`,
      'gu',
    ),
    { hints: STREET.split('|').map((word) => ` ${word}`) },
  ),
  weak(
    'postal_address',
    /(?<![A-Za-zÄÖÜäöüß])[A-ZÄÖÜ][A-Za-zÄÖÜäöüß.-]{1,30}?(?:straße|strasse|str\.|platz|allee|weg|gasse) \d{1,4} ?[a-z]?, (?:[A-Z]-)?\d{4,5} [A-ZÄÖÜ][A-Za-zÄÖÜäöüß .-]{1,30}/gu,
    { hints: ['straße ', 'strasse ', 'str. ', 'platz ', 'allee ', 'weg ', 'gasse '] },
  ),
];

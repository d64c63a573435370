import { Automaton } from './automaton.js';
import { digitsOf, luhn, number, weighed } from './finding.js';
import type { Kind } from './finding.js';

/** The British number: modulo 11. */
function isNhs(value: string): boolean {
  const digits = digitsOf(value);
  return (11 - (weighed(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 11 === Number(digits[9]);
}

const isMedicare = (value: string): boolean => {
  const digits = digitsOf(value);
  return weighed(digits, [1, 3, 7, 9, 1, 3, 7, 9]) % 10 === Number(digits[8]);
};

/** Of who may prescribe: twice every other digit. */
const isDea = (value: string): boolean => weighed(value.slice(2), [1, 2, 1, 2, 1, 2]) % 10 === Number(value[8]);

const phi = (kind: string, pattern: RegExp, more: Partial<Kind>): Kind => ({ label: 'PHI', kind, pattern, ...more });

/** Numbers of patients, of who treats them, and of what they have. */
export const HEALTH: readonly Kind[] = [
  phi('mrn', /\b[A-Z]{0,3}-?\d{6,10}\b/gu, { near: ['mrn', 'medical record', 'medical record number', 'medical record no'] }),
  phi('uk_nhs', number(String.raw`\d{3}[ -]?\d{3}[ -]?\d{4}`), { holds: isNhs, near: ['nhs', 'nhs number', 'nhs no'], digits: true }),
  phi('us_mbi', /\b[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-RT-Y]{2}\d\d\b/gu, {
    near: ['mbi', 'medicare', 'medicare number', 'beneficiary'],
  }),
  phi('au_medicare', number(String.raw`[2-6]\d{3} ?\d{5} ?\d`), {
    holds: isMedicare,
    near: ['medicare', 'medicare number', 'medicare no', 'medicare card'],
    digits: true,
  }),
  phi('us_npi', /\b[12]\d{9}\b/gu, {
    holds: (value) => luhn(`80840${value}`),
    near: ['npi', 'national provider', 'national provider id'],
    digits: true,
    weak: true,
  }),
  phi('us_dea', /\b[ABFGMPR][A-Z9]\d{7}\b/gu, { holds: isDea, near: ['dea', 'dea number', 'dea no'], weak: true }),
  phi('icd10', /\b[A-TV-Z]\d[0-9AB](?:\.[0-9A-Z]{1,4})?\b/gu, {
    near: ['icd', 'icd 10', 'icd 10 cm', 'diagnosis', 'diagnoses', 'dx'],
    weak: true,
  }),
];

const WORDS =
  /\b(?:diagnos(?:is|es)|icd-?10|medical[ _]record|mrn|patient[ _]id|prescri(?:ption|bed)|blood[ _]type|allerg(?:y|ies)|dosage|oncology|hiv)\b/giu;
/** One medical word is talk, three are a record. */
const LIST = 3;

const STEMS = new Automaton(['diagnos', 'icd', 'medical', 'mrn', 'patient', 'prescri', 'blood', 'allerg', 'dosage', 'oncology', 'hiv']);

export function isRecord(text: string): boolean {
  const stems = new Set<number>();
  STEMS.scan(text, (words) => {
    words.forEach((word) => stems.add(word));
    return false;
  });
  // Most texts have no such word at all; which words they are, and how many, is told where one may be.
  return stems.size > 0 && hasThreeWords(text);
}

function hasThreeWords(text: string): boolean {
  const seen = new Set<string>();
  for (const [word] of text.matchAll(WORDS)) {
    seen.add(word.toLowerCase());
    if (seen.size >= LIST) return true;
  }
  return false;
}

import { LOWEST, raise } from '@writ/aarm';
import type { Classification, Level } from '@writ/aarm';
import { hasPersons } from './persons.js';

/** A thing that may be in an output: its label, and how sensitive an output with it is. */
interface Detector {
  readonly label: 'PII' | 'PHI' | 'SECRET' | 'FINANCIAL';
  readonly level: Level;
  /** INVARIANT: linear in the text; every repetition in a pattern is bounded. */
  readonly finds: (text: string) => boolean;
}

/** One medical word is talk, three are a record. */
const LIST = 3;

const MEDICAL =
  /\b(?:diagnos(?:is|es)|icd-?10|medical[ _]record|mrn|patient[ _]id|prescri(?:ption|bed)|blood[ _]type|allerg(?:y|ies)|dosage|oncology|hiv)\b/giu;
const CARD = /\b[3-6]\d{3}[ -]?\d{4,6}[ -]?\d{4,5}[ -]?\d{0,4}\b/gu;
const ISSUED = /^(?:4\d{15}|5[1-5]\d{14}|3[47]\d{13}|6(?:011|5\d\d)\d{12})$/u;
const IBAN = /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/gu;
const SECRETS = [
  /-----BEGIN (?:[A-Z]{2,12} ){0,3}PRIVATE KEY-----/u,
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/u,
  /\bgh[pousr]_[A-Za-z0-9]{36,255}\b/u,
  /\bgithub_pat_[A-Za-z0-9_]{60,255}\b/u,
  /\bglpat-[A-Za-z0-9_-]{20,64}/u,
  /\bxox[abeprs]-[A-Za-z0-9-]{10,255}/u,
  /\b[rs]k_live_[A-Za-z0-9]{16,255}\b/u,
  /\bsk-(?:[a-z]{2,8}-)?[A-Za-z0-9_-]{20,255}/u,
  /\bAIza[0-9A-Za-z_-]{35}/u,
  /\bnpm_[A-Za-z0-9]{36}\b/u,
  /\bwrit_pep\.[^\s.]{1,128}\.[^\s.]{1,128}\.[A-Za-z0-9_-]{20,255}/u,
];

const DETECTORS: readonly Detector[] = [
  { label: 'SECRET', level: 'RESTRICTED', finds: (text) => SECRETS.some((pattern) => pattern.test(text)) },
  { label: 'PHI', level: 'RESTRICTED', finds: (text) => distinct(text, MEDICAL) >= LIST },
  {
    label: 'FINANCIAL',
    level: 'RESTRICTED',
    finds: (text) => some(text, CARD, isCard) || some(text, IBAN, isIban),
  },
  { label: 'PII', level: 'CONFIDENTIAL', finds: hasPersons },
];

/** What is in a text, by patterns. Nothing found is no proof that nothing is there. */
export const detect = (text: string): Classification =>
  DETECTORS.filter(({ finds }) => finds(text)).reduce((sum, { level, label }) => raise(sum, { level, labels: [label] }), LOWEST);

/** How many different matches there are, counted no further than a list. */
function distinct(text: string, pattern: RegExp): number {
  const seen = new Set<string>();
  for (const [match] of text.matchAll(pattern)) {
    seen.add(match.toLowerCase());
    if (seen.size >= LIST) break;
  }
  return seen.size;
}

function some(text: string, pattern: RegExp, holds: (match: string) => boolean): boolean {
  for (const [match] of text.matchAll(pattern)) if (holds(match)) return true;
  return false;
}

/** An issuer's prefix, its length, and the Luhn check digit. */
function isCard(match: string): boolean {
  const digits = match.replace(/\D/gu, '');
  if (!ISSUED.test(digits)) return false;
  const sum = Array.from(digits)
    .reverse()
    .reduce((total, digit, i) => {
      const value = Number(digit) * (i % 2 === 1 ? 2 : 1);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
  return sum % 10 === 0;
}

/** ISO 13616: the rearranged digits are 1 modulo 97. */
function isIban(match: string): boolean {
  const compact = match.replaceAll(' ', '');
  if (compact.length < 15 || compact.length > 34) return false;
  const rest = Array.from(compact.slice(4) + compact.slice(0, 4)).reduce((sum, character) => {
    const value = parseInt(character, 36);
    return (sum * (value > 9 ? 100 : 10) + value) % 97;
  }, 0);
  return rest === 1;
}

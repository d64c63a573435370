import { luhn } from './finding.js';
import type { Kind } from './finding.js';

/** Numbers of patients and of what they have. */
export const HEALTH: readonly Kind[] = [
  { kind: 'mrn', label: 'PHI', pattern: /\b[A-Z]{0,3}-?\d{6,10}\b/gu, near: /\b(?:mrn|medical[ _]record(?:[ _](?:number|no))?)\b/iu },
  {
    kind: 'us_npi',
    label: 'PHI',
    pattern: /\b[12]\d{9}\b/gu,
    holds: (value) => luhn(`80840${value}`),
    near: /\b(?:npi|national provider)\b/iu,
    weak: true,
  },
  {
    kind: 'icd10',
    label: 'PHI',
    pattern: /\b[A-TV-Z]\d[0-9AB](?:\.[0-9A-Z]{1,4})?\b/gu,
    near: /\b(?:icd(?:-?10)?|diagnos[ei]s|dx)\b/iu,
    weak: true,
  },
];

const WORDS =
  /\b(?:diagnos(?:is|es)|icd-?10|medical[ _]record|mrn|patient[ _]id|prescri(?:ption|bed)|blood[ _]type|allerg(?:y|ies)|dosage|oncology|hiv)\b/giu;
/** One medical word is talk, three are a record. */
const LIST = 3;

export function isRecord(text: string): boolean {
  const seen = new Set<string>();
  for (const [word] of text.matchAll(WORDS)) {
    seen.add(word.toLowerCase());
    if (seen.size >= LIST) return true;
  }
  return false;
}

import type { Steps } from '../steps.js';
import type { Kind, Span } from './finding.js';
import type { Opened } from './gate.js';
import { NEAR } from './named.js';

/** What is looked through, and the work that may be spent on it. */
export interface Scan {
  readonly text: string;
  /** What stands in front of the text. */
  readonly before: string;
  readonly opened: Opened;
  readonly steps: Steps;
}

/** To look at what a pattern found, and to check it by its digits or its words. */
const STEPS_OF_CANDIDATE = 32;
const STEPS_OF_CHECK = 400;
/** A tail is tried sign by sign, with what ends it. */
const STEPS_A_SIGN_OF_TAIL = 4;

/** Where values of one kind are, in order; no more than are asked for. */
export function spansOf(kind: Kind, scan: Scan, most: number): readonly Span[] {
  const { text, opened, steps } = scan;
  const named = opened.named.get(kind);
  if (!opened.kinds.has(kind) || (kind.near !== undefined && named === undefined)) return [];
  const found: Span[] = [];
  const { pattern } = kind;
  steps.take(text.length);
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null && found.length < most; match = pattern.exec(text)) {
    steps.take(STEPS_OF_CANDIDATE);
    const end = endOf(kind, scan, pattern.lastIndex);
    if (end < 0) continue;
    pattern.lastIndex = end;
    const start = match[1] === undefined ? match.index : end - match[1].length;
    if (named?.isBefore(start) === false || !holds(kind, { scan, start, end })) continue;
    found.push({ label: kind.label, kind: kind.kind, start, end });
  }
  return found;
}

/** Where a value ends that goes on behind what the pattern finds; below zero where it has to and does not. */
function endOf({ tail }: Kind, { text, steps }: Scan, from: number): number {
  if (tail === undefined) return from;
  steps.take(tail.longest * STEPS_A_SIGN_OF_TAIL);
  tail.pattern.lastIndex = from;
  if (tail.pattern.test(text)) return tail.pattern.lastIndex;
  return tail.isNeeded ? -1 : from;
}

interface Place {
  readonly scan: Scan;
  readonly start: number;
  readonly end: number;
}

function holds({ holds: check, notAfter }: Kind, { scan: { text, before, steps }, start, end }: Place): boolean {
  if (check === undefined && notAfter === undefined) return true;
  steps.take(STEPS_OF_CHECK);
  if (check?.(text.slice(start, end)) === false) return false;
  const lead = text.slice(Math.max(0, start - NEAR), start);
  return notAfter?.test(start < NEAR ? `${before} ${lead}` : lead) !== true;
}

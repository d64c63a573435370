import { LOWEST, raise } from '@writ/aarm';
import type { Classification, Level } from '@writ/aarm';
import type { Finding, FindingLabel, Kind, Span } from './finding.js';
import { Gate, NEAR, wordsPattern } from './gate.js';
import { HEALTH, isRecord } from './health.js';
import { PAYMENT } from './payment.js';
import { PEOPLE } from './people.js';
import { plainOf } from './plain.js';
import { hasPersons } from './persons.js';
import { SECRETS } from './secrets.js';
import { isSourceCode } from './source-code.js';

/** Things found in one text at most: more change nothing. */
const MOST = 10_000;
/** What is looked at at most, in UTF-16 units. */
export const MOST_SCANNED = 1024 * 1024;

const KINDS: readonly Kind[] = [...SECRETS, ...PAYMENT, ...PEOPLE, ...HEALTH];

const GATE = new Gate(KINDS);
const NAMES = new Map(KINDS.flatMap((kind) => (kind.near === undefined ? [] : [[kind, wordsPattern(kind.near)] as const])));

/** Names of all kinds, by label. */
export const KINDS_BY_LABEL: Readonly<Record<FindingLabel, readonly string[]>> = {
  SECRET: [...new Set(SECRETS.map(({ kind }) => kind))],
  FINANCIAL: [...new Set(PAYMENT.map(({ kind }) => kind))],
  PII: [...new Set(PEOPLE.map(({ kind }) => kind))],
  PHI: [...new Set(HEALTH.map(({ kind }) => kind))],
};

/** How sensitive a text is that holds such a thing. */
const LEVEL_OF: Readonly<Record<FindingLabel, Level>> = {
  SECRET: 'RESTRICTED',
  FINANCIAL: 'RESTRICTED',
  PHI: 'RESTRICTED',
  PII: 'CONFIDENTIAL',
};

/**
 * Everything that is recognised, in order and without overlaps; `before` is what stands before the text, such as the name of
 * its member. Nothing found is no proof that nothing is there.
 */
export function findingsIn(text: string, before = ''): { readonly findings: readonly Finding[]; readonly truncated: boolean } {
  const { text: scanned, spanOf } = plainOf(text.slice(0, MOST_SCANNED));
  // What two kinds find in one place is the graver one: a token before an `@` is no address.
  const open = GATE.open(scanned, before);
  const all = [SECRETS, PAYMENT, HEALTH, PEOPLE].map((kinds) =>
    kinds.flatMap((kind) => (open.has(kind) ? ofKind(kind, scanned, before) : [])),
  );
  const findings = reaching(
    all.reduce<readonly Span[]>((kept, found) => merged(kept, apart(found)), []),
    all.flat(),
  );
  const placed = findings.slice(0, MOST).map((each) => ({
    ...each,
    ...spanOf(each.start, each.end),
    reach: spanOf(each.reach.start, each.reach.end),
  }));
  return { findings: placed, truncated: text.length > MOST_SCANNED || findings.length > MOST };
}

/** Findings with how far what overlaps them goes. Those that were kept are in order. */
function reaching(kept: readonly Span[], all: readonly Span[]): readonly Finding[] {
  const clusters: { start: number; end: number }[] = [];
  for (const { start, end } of all.toSorted((a, b) => a.start - b.start)) {
    const last = clusters.at(-1);
    if (last !== undefined && start < last.end) last.end = Math.max(last.end, end);
    else clusters.push({ start, end });
  }
  let at = 0;
  return kept.map((span) => {
    while ((clusters[at]?.end ?? Infinity) <= span.start) at += 1;
    return { ...span, reach: clusters[at] ?? span };
  });
}

/** In order, the longer one of two that overlap. */
function apart(found: readonly Span[]): readonly Span[] {
  const kept: Span[] = [];
  for (const finding of found.toSorted((a, b) => a.start - b.start || b.end - a.end))
    if (finding.start >= (kept.at(-1)?.end ?? 0)) kept.push(finding);
  return kept;
}

/** What was kept, and what does not overlap it. Both are in order. */
function merged(kept: readonly Span[], more: readonly Span[]): readonly Span[] {
  let at = 0;
  const free = more.filter(({ start, end }) => {
    while (at < kept.length && (kept[at]?.end ?? 0) <= start) at += 1;
    return at >= kept.length || (kept[at]?.start ?? 0) >= end;
  });
  return [...kept, ...free].sort((a, b) => a.start - b.start);
}

function ofKind(kind: Kind, text: string, before: string, most = MOST + 1): readonly Span[] {
  const found: Span[] = [];
  const names = NAMES.get(kind);
  for (const match of text.matchAll(kind.pattern)) {
    const value = match[1] ?? match[0];
    const end = match.index + match[0].length;
    const start = end - value.length;
    if (kind.holds?.(value) === false) continue;
    const lead = leadOf(text, start, before);
    if (names?.test(lead) === false || kind.notAfter?.test(lead) === true) continue;
    found.push({ label: kind.label, kind: kind.kind, start, end });
    if (found.length >= most) break;
  }
  return found;
}

/** What stands shortly before a value: where the text has just begun, what stands before the text too. */
function leadOf(text: string, start: number, before: string): string {
  const lead = text.slice(Math.max(0, start - NEAR), start);
  return start < NEAR ? `${before} ${lead}` : lead;
}

const STRONG = KINDS.filter(({ weak }) => weak !== true);

/**
 * What is in a text, by patterns: one strong finding is enough for its label, weak ones count where they are many (persons) or where
 * words around them tell. Source code is labelled; it is no secret by itself.
 */
export function detect(asWritten: string): Classification {
  const { text } = plainOf(asWritten);
  const open = GATE.open(text, '');
  const labels = new Set(STRONG.filter((kind) => open.has(kind) && ofKind(kind, text, '', 1).length > 0).map(({ label }) => label));
  if (isRecord(text)) labels.add('PHI');
  if (hasPersons(text)) labels.add('PII');
  const found = [...labels].reduce((sum, label) => raise(sum, { level: LEVEL_OF[label], labels: [label] }), LOWEST);
  return isSourceCode(text) ? raise(found, { level: 'INTERNAL', labels: ['SOURCE_CODE'] }) : found;
}

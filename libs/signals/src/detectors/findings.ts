import { HIGHEST, LOWEST, raise } from '@writ/aarm';
import type { Classification, Level } from '@writ/aarm';
import type { Finding, FindingLabel, Kind, Span } from './finding.js';
import { OutOfSteps, Steps } from '../steps.js';
import { Gate } from './gate.js';
import { HEALTH, isRecord } from './health.js';
import { PAYMENT } from './payment.js';
import { PEOPLE } from './people.js';
import { plainOf } from './plain.js';
import { hasPersons } from './persons.js';
import { SECRETS } from './secrets.js';
import { isSourceCode } from './source-code.js';
import { spansOf } from './spans.js';

/** Things found in one text at most: more change nothing. */
const MOST = 10_000;
/** What is looked at at most, in UTF-16 units. */
export const MOST_SCANNED = 1024 * 1024;

/** All kinds in the longest text; one that is made to hold many things of every kind is not looked through to its end. */
const MOST_STEPS = 48 * MOST_SCANNED;
/** How often the whole of a text is looked at for records, persons and programs. */
const PASSES = 6;
/** What is not looked through to its end may hold anything. */
const UNREAD: Classification = { level: HIGHEST.level, labels: ['UNREAD'] };

const KINDS: readonly Kind[] = [...SECRETS, ...PAYMENT, ...PEOPLE, ...HEALTH];

const GATE = new Gate(KINDS);
/** The gravest first: what two kinds find in one place is of the first one. A token before an `@` is no address. */
const GROUPS = [SECRETS, PAYMENT, HEALTH, PEOPLE] as const;

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
export function findingsIn(
  text: string,
  before = '',
  steps = new Steps(MOST_STEPS),
): { readonly findings: readonly Finding[]; readonly truncated: boolean } {
  const { text: scanned, spanOf } = plainOf(text.slice(0, MOST_SCANNED));
  const scan = { text: scanned, before, opened: GATE.open(scanned, before), steps };
  const all: Span[][] = GROUPS.map(() => []);
  const whole = untilOutOfSteps(() => {
    for (const [i, kinds] of GROUPS.entries()) for (const kind of kinds) all[i]?.push(...spansOf(kind, scan, MOST + 1));
  });
  const findings = reaching(
    all.reduce<readonly Span[]>((kept, found) => merged(kept, apart(found)), []),
    all.flat(),
  );
  const placed = findings.slice(0, MOST).map((each) => ({
    ...each,
    ...spanOf(each.start, each.end),
    reach: spanOf(each.reach.start, each.reach.end),
  }));
  return { findings: placed, truncated: !whole || text.length > MOST_SCANNED || findings.length > MOST };
}

/** Whether the work could be done to its end. */
function untilOutOfSteps(work: () => void): boolean {
  try {
    work();
    return true;
  } catch (fault) {
    if (fault instanceof OutOfSteps) return false;
    throw fault;
  }
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

const STRONG = KINDS.filter(({ weak }) => weak !== true);

/**
 * What is in a text, by patterns: one strong finding is enough for its label, weak ones count where they are many (persons) or where
 * words around them tell. Source code is labelled; it is no secret by itself.
 */
export function detect(asWritten: string, steps = new Steps(MOST_STEPS)): Classification {
  const { text } = plainOf(asWritten);
  const scan = { text, before: '', opened: GATE.open(text, ''), steps };
  let found = LOWEST;
  const add = (label: FindingLabel): void => {
    found = raise(found, { level: LEVEL_OF[label], labels: [label] });
  };
  const whole = untilOutOfSteps(() => {
    for (const kind of STRONG) if (spansOf(kind, scan, 1).length > 0) add(kind.label);
    steps.take(text.length * PASSES);
    if (isRecord(text)) add('PHI');
    if (hasPersons(text)) add('PII');
    if (isSourceCode(text)) found = raise(found, { level: 'INTERNAL', labels: ['SOURCE_CODE'] });
  });
  return whole ? found : raise(found, UNREAD);
}

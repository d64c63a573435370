#!/usr/bin/env node
/**
 * Precision and recall of the detectors, on values that are generated in their public formats with valid checks, and on what looks like
 * them and is not: wrong checks, order numbers, hashes, versions, times, logs, encoded images and code. Seeded: the same figures each time.
 */
import { pathToFileURL } from 'node:url';
import { OTHERS } from './generated-others.mjs';
import { KINDS } from './generated.mjs';
import { otherText, program } from './generated-programs.mjs';
import { random } from './random.mjs';

const EACH = 200;

/** By kind: how many values were made, how many of them were found, and how much else was taken for one. */
export function measure(findingsIn, { each = EACH, seed = 7 } = {}) {
  const tally = new Map();
  const of = (kind) => tally.get(kind) ?? tally.set(kind, { kind, made: 0, found: 0, wrong: 0 }).get(kind);
  const look = (text, value, kind) => {
    const start = value === null ? -1 : text.indexOf(value);
    for (const finding of findingsIn(text).findings) {
      const right = finding.kind === kind && finding.start === start && finding.end === start + value.length;
      if (right) of(kind).found += 1;
      else if (value === null || finding.kind === kind || finding.start < start || finding.end > start + value.length)
        of(finding.kind).wrong += 1;
    }
  };
  const r = random(seed);
  for (const [kind, [make, templates, spoil, part]] of Object.entries(KINDS)) {
    for (let i = 0; i < each; i += 1) {
      const value = make(r);
      of(kind).made += 1;
      look(
        r.pick(templates).replace('{}', () => value),
        part?.exec(value)?.[0] ?? value,
        kind,
      );
      if (spoil !== null)
        look(
          r.pick(templates).replace('{}', () => spoil(value)),
          null,
          kind,
        );
    }
  }
  for (const make of OTHERS) for (let i = 0; i < each; i += 1) look(make(r), null, '');
  return [...tally.values()].map((row) => ({
    ...row,
    precision: row.found + row.wrong === 0 ? 1 : row.found / (row.found + row.wrong),
    recall: row.made === 0 ? null : row.found / row.made,
  }));
}

/** How well programs are told from other texts of many lines: half of what is looked at is one. */
export function measurePrograms(detect, { each = 400, seed = 7 } = {}) {
  const r = random(seed);
  const isOne = (text) => detect(text).labels.includes('SOURCE_CODE');
  const found = Array.from({ length: each }, () => program(r)).filter(isOne).length;
  const wrong = Array.from({ length: each }, () => otherText(r)).filter(isOne).length;
  return { kind: 'SOURCE_CODE', made: each, found, wrong, precision: found / Math.max(found + wrong, 1), recall: found / each };
}

const share = (value) => (value === null ? '–' : value.toFixed(3));

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { detect, findingsIn } = await import('@writ/signals');
  const rows = [...measure(findingsIn), measurePrograms(detect)];
  if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify(rows)}\n`);
  else {
    process.stdout.write('| kind | precision | recall | n |\n| ---- | --------: | -----: | --: |\n');
    for (const { kind, precision, recall, made } of rows)
      process.stdout.write(`| \`${kind}\` | ${share(precision)} | ${share(recall)} | ${String(made)} |\n`);
  }
}

/**
 * `npm run calibrate -- --corpus <folder> [--false-alarms 0.05] [--json]`: how well semantic distance separates what users asked for from what
 * was injected, on recorded sessions in the format of `npm run eval`. The threshold is the one that raises a false alarm for at most
 * the given share of honest actions, picked on half `a` and judged on half `b`, by the hash of the session's id.
 */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageEmbedder, sentenceOf } from '@writ/signals';

const { values } = parseArgs({
  options: { corpus: { type: 'string' }, json: { type: 'boolean', default: false }, 'false-alarms': { type: 'string', default: '0.05' } },
});
const share = Number(values['false-alarms']);
if (values.corpus === undefined || !(share >= 0 && share < 1)) {
  process.stderr.write('usage: npm run calibrate -- --corpus <folder> [--false-alarms 0.05] [--json]\n');
  process.exit(2);
}

const WEIGHT = 0.3;
const halfOf = (id) => (createHash('sha256').update(id).digest()[0] % 2 === 0 ? 'a' : 'b');
const sessions = readdirSync(values.corpus)
  .filter((name) => name.endsWith('.jsonl'))
  .flatMap((name) =>
    readFileSync(join(values.corpus, name), 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => JSON.parse(line)),
  )
  .filter(({ user_request }) => typeof user_request === 'string' && user_request !== '');

const embedder = packageEmbedder();
const remembered = new Map();
async function vectorOf(text) {
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const [vector] = await embedder.embed([text.slice(0, 2000)]);
  remembered.set(text, vector);
  return vector;
}
function cosine(a, b) {
  let [dot, x, y] = [0, 0, 0];
  for (let i = 0; i < a.length; i += 1) {
    dot += a[i] * b[i];
    x += a[i] * a[i];
    y += b[i] * b[i];
  }
  return dot / Math.sqrt(x * y);
}

/** Of each step its distance and the drift with it, as `libs/aarm/src/context/drift.ts` has it, and whether it was injected. */
const points = [];
for (const [at, session] of sessions.entries()) {
  const asked = await vectorOf(session.user_request);
  let average = null;
  let lowest = 2;
  for (const { tool, operation, parameters = {}, is_injected } of session.steps) {
    const distance = 1 - cosine(asked, await vectorOf(sentenceOf({ tool, operation: operation ?? 'call', parameters })));
    average = average === null ? distance : average + WEIGHT * (distance - average);
    lowest = Math.min(lowest, average);
    points.push({ half: halfOf(session.id), injected: is_injected === true, kind: session.kind, distance, drift: average - lowest });
  }
  if (process.stderr.isTTY && at % 20 === 0) process.stderr.write(`\r${String(at)} of ${String(sessions.length)} sessions`);
}
if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
await embedder.close();

/** The chance that an injected action is farther than an honest one; a tie counts a half. */
function areaUnder(honest, injected) {
  const sorted = honest.toSorted((a, b) => a - b);
  const first = (holds) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (holds(sorted[middle])) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  const beaten = (value) => (first((each) => each >= value) + first((each) => each > value)) / 2;
  return injected.reduce((sum, value) => sum + beaten(value), 0) / (honest.length * injected.length);
}
const over = (numbers, threshold) => (numbers.length === 0 ? null : numbers.filter((value) => value > threshold).length / numbers.length);
const round = (value) => (value === null ? null : Math.round(value * 1000) / 1000);

function judged(measure) {
  const of = (half, injected) =>
    points.filter((point) => point.half === half && point.injected === injected).map((point) => point[measure]);
  const honest = of('a', false).toSorted((a, b) => a - b);
  const threshold = honest[Math.min(honest.length - 1, Math.ceil(honest.length * (1 - share)) - 1)] ?? 1;
  const on = (half) => ({
    area_under_roc: round(areaUnder(of(half, false), of(half, true))),
    false_alarms: round(over(of(half, false), threshold)),
    caught: round(over(of(half, true), threshold)),
    honest: of(half, false).length,
    injected: of(half, true).length,
  });
  return { measure, threshold: round(threshold), development: on('a'), held_out: on('b') };
}

const report = [judged('distance'), judged('drift')];
if (values.json) process.stdout.write(`${JSON.stringify(report)}\n`);
else {
  process.stdout.write(
    `${String(sessions.length)} sessions with a request, ${String(points.length)} actions, false alarms of at most ${String(share)}\n`,
  );
  for (const { measure, threshold, development, held_out } of report) {
    process.stdout.write(`${measure === 'distance' ? 'one action' : 'drift'}: over ${String(threshold)}\n`);
    for (const [name, half] of Object.entries({ development, held_out }))
      process.stdout.write(
        `  ${name.replace('_', ' ').padEnd(12)} area under ROC ${String(half.area_under_roc)}, caught ${String(half.caught)} of ${String(half.injected)}, false alarms ${String(half.false_alarms)} of ${String(half.honest)}\n`,
      );
  }
}

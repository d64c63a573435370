/**
 * `npm run eval -- --corpus <folder>`: replays recorded sessions through the real API with the shipped packs, and says
 * which attacks were stopped and which work went through. See `docs/efficacy.md`.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CorpusError, halfOf, readCorpus } from './corpus.mjs';
import { generalPacks } from './packs.mjs';
import { explained, table } from './report.mjs';
import { score } from './score.mjs';
import { ServiceError, startService } from './service.mjs';
import { replaySession } from './session.mjs';

const OPTIONS = {
  corpus: { type: 'string' },
  file: { type: 'string', multiple: true },
  explain: { type: 'string', multiple: true },
  decisions: { type: 'string' },
  json: { type: 'string' },
  half: { type: 'string' },
  packs: { type: 'string' },
  jobs: { type: 'string', default: '4' },
  markdown: { type: 'boolean', default: false },
};
const USAGE =
  'npm run eval -- --corpus <folder> [--file <name>]… [--half a|b] [--explain <id>]… [--decisions <file>] [--json <file>] [--markdown] [--packs <folders>] [--jobs N]';

const say = (line) => process.stderr.write(`${line}\n`);
const wrong = (what) => {
  say(`${what}\n${USAGE}`);
  process.exit(2);
};

function readOptions() {
  try {
    return parseArgs({ options: OPTIONS }).values;
  } catch (error) {
    return wrong(error.message);
  }
}
const options = readOptions();
const jobs = Number(options.jobs);
if (options.corpus === undefined) wrong('`--corpus` is missing: it names the folder of the recorded sessions');
if (!Number.isSafeInteger(jobs) || jobs < 1 || jobs > 64)
  wrong(`\`--jobs\` cannot be \`${options.jobs}\`: use a whole number from 1 to 64`);
if (options.half !== undefined && !['a', 'b'].includes(options.half)) wrong(`\`--half\` cannot be \`${options.half}\`: use \`a\` or \`b\``);

/** The sessions that are asked for, in the order of the files. */
function chosen() {
  const { files, catalog, faults } = readCorpus(options.corpus);
  const unknown = options.file?.find((name) => !files.some(({ file }) => file === name));
  if (unknown !== undefined) wrong(`there is no \`${unknown}.jsonl\`; there are ${files.map(({ file }) => `\`${file}\``).join(', ')}`);
  const wanted = files
    .filter(({ file }) => options.file?.includes(file) ?? true)
    .flatMap(({ file, sessions }) => sessions.map((session) => ({ file, session })))
    .filter(({ session }) => options.half === undefined || halfOf(session.id) === options.half)
    .filter(({ session }) => options.explain?.includes(session.id) ?? true);
  return { wanted, catalog, faults };
}

async function replayAll(service, { wanted, catalog }) {
  const replayed = [];
  let next = 0;
  const work = async () => {
    while (next < wanted.length) {
      const index = next;
      next += 1;
      const { file, session } = wanted[index];
      const name = `s${index}`;
      const client = await service.enrol(name);
      const explain = options.explain !== undefined;
      replayed[index] = { file, ...(await replaySession({ client, session, catalog, explain, name })) };
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  return replayed;
}

function totalsOf(replayed) {
  const files = [...new Set(replayed.map(({ file }) => file))];
  return Object.fromEntries(files.map((name) => [name, score(replayed.filter(({ file }) => file === name))]));
}

function tell(replayed, { policy, seconds, faults }) {
  const totals = totalsOf(replayed);
  for (const { session, problems } of replayed) for (const problem of problems) say(`${session.id}: ${problem}`);
  if (options.decisions !== undefined)
    writeFileSync(
      options.decisions,
      replayed
        .map(({ session, steps }) => `${JSON.stringify({ id: session.id, decisions: steps.map(({ result }) => result) })}\n`)
        .join(''),
    );
  if (options.json !== undefined) {
    const told = { format: 'writ-eval/v1', policy, half: options.half ?? null, jobs, unreadable: faults.length, totals };
    writeFileSync(options.json, `${JSON.stringify(told, null, 2)}\n`);
  }
  if (options.explain !== undefined) process.stdout.write(`${replayed.map(explained).join('\n\n')}\n`);
  else process.stdout.write(`${table(totals, { markdown: options.markdown })}\n`);
  say(`${replayed.length} sessions in ${seconds.toFixed(1)} s`);
}

/** Set once it was asked to stop: what fails from then on fails because of that. */
let stopping = null;

async function main() {
  const asked = chosen();
  const { wanted, faults } = asked;
  for (const fault of faults) say(fault);
  const missing = options.explain?.find((id) => !wanted.some(({ session }) => session.id === id));
  if (missing !== undefined) wrong(`there is no session \`${missing}\``);
  if (wanted.length === 0) wrong('no session is left to replay');
  const packs = options.packs?.split(',') ?? generalPacks();
  const service = await startService({ packs, say });
  // Neither a database nor its folder may stay behind.
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => (stopping = service.close().finally(() => process.exit(130))));
  try {
    const begun = performance.now();
    const replayed = await replayAll(service, asked);
    tell(replayed, { policy: service.policy, seconds: (performance.now() - begun) / 1000, faults });
    // A figure that leaves something out must not look like one that does not.
    return faults.length === 0 && replayed.every(({ problems }) => problems.length === 0) ? 0 : 1;
  } finally {
    await service.close();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  if (stopping !== null) await stopping;
  if (!(error instanceof CorpusError || error instanceof ServiceError)) throw error;
  say(error.message);
  process.exitCode = 2;
}

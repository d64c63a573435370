/**
 * `npm run check`: build, then what reads the sources (lint beside format, arrows, unused code and types), then the tests. All of them run
 * even when one fails; the closing line counts the tests, the exit status speaks for everything.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getOpa } from './get-opa/get-opa.mjs';
import { isInstalled } from './bootstrap/install.mjs';
import { ROOT } from './bootstrap/run.mjs';
import { stoppable } from './bootstrap/stoppable.mjs';

const REPORT = join(ROOT, 'node_modules/.cache/writ/jest.json');
const bin = (path) => join(ROOT, 'node_modules', path);

/** @typedef {{ title: string, args: readonly string[] }} Step arguments of `node` */

const tsc = bin('ts7/bin/tsc');
// Types of other packages are read from their build output, so building comes before the linter that asks for types.
const BUILD = { title: 'build', args: [tsc, '-b'] };

/** @returns {readonly (readonly Step[])[]} lanes that run at the same time: the linter takes as long as all the others */
const lanes = () => [
  [{ title: 'lint', args: [bin('eslint/bin/eslint.js'), '--max-warnings', '0', '.'] }],
  [
    { title: 'format', args: [bin('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'] },
    {
      title: 'arrows',
      args: [bin('dependency-cruiser/bin/dependency-cruise.mjs'), '--config', '.dependency-cruiser.mjs', ...sources()],
    },
    { title: 'unused code', args: [bin('knip/bin/knip.js'), '--no-progress'] },
    { title: 'types of tests', args: [tsc, '-p', 'tsconfig.test.json'] },
  ],
];

const sources = () =>
  ['libs', 'apps'].flatMap((kind) =>
    readdirSync(join(ROOT, kind))
      .map((name) => `${kind}/${name}/src`)
      .filter((path) => existsSync(join(ROOT, path))),
  );

/** Suites that take minutes each are `*.long.test.ts`: `npm run test:long` runs them. */
const jest = () => [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  bin('jest/bin/jest.js'),
  '--maxWorkers=2',
  // What a worker has loaded for one suite it keeps: past this it costs more to collect than to begin anew.
  '--workerIdleMemoryLimit=1GB',
  '--testPathIgnorePatterns=/node_modules/',
  '--testPathIgnorePatterns=[.]long[.]test[.]ts$',
  '--coverage',
  '--json',
  `--outputFile=${REPORT}`,
];

/**
 * @param {{ opa: string, signal?: AbortSignal }} options
 * @returns {Promise<number>} the exit status
 */
export async function check({ opa, signal }) {
  mkdirSync(join(REPORT, '..'), { recursive: true });
  rmSync(REPORT, { force: true });
  const failed = [];
  const take = async (step, shown) => {
    const started = performance.now();
    const heading = `\n== ${step.title}\n`;
    if (shown) process.stdout.write(heading);
    const status = await run({ args: step.args, opa, signal, shown });
    if (status.code !== 0) failed.push(step.title);
    const took = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`${shown ? '' : heading}${status.printed}   ${step.title}: ${status.code === 0 ? 'ok' : 'FAILED'} (${took} s)`);
  };
  await take(BUILD);
  await Promise.all(
    lanes().map(async (lane) => {
      for (const step of lane) await take(step);
    }),
  );
  await take({ title: 'tests', args: jest() }, true);
  return conclude(failed);
}

function conclude(failed) {
  const { passed, skipped, broken } = counts();
  console.log(failed.length === 0 ? '\nall steps ok' : `\nfailed steps: ${failed.join(', ')}`);
  if (skipped > 0) console.log(`${skipped} skipped`);
  console.log(`${passed} passed, ${broken} failed`);
  return failed.length === 0 && broken === 0 ? 0 : 1;
}

/** A suite that could not even be loaded counts as one failure: nothing that did not run may look green. */
function counts() {
  if (!existsSync(REPORT)) return { passed: 0, skipped: 0, broken: 1 };
  const report = JSON.parse(readFileSync(REPORT, 'utf8'));
  return {
    passed: report.numPassedTests,
    skipped: report.numPendingTests + report.numTodoTests,
    broken: report.numFailedTests + report.numRuntimeErrorTestSuites,
  };
}

/** What a step prints is told when it ends, for two run at once; the tests tell as they go. */
function run({ args, opa, signal, shown = false }) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      // jest prints its JSON to stdout as well; the report on stderr is the one for people.
      stdio: shown ? ['ignore', 'ignore', 'inherit'] : ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, WRIT_OPA: opa, NX_DAEMON: 'false', FORCE_COLOR: process.stdout.isTTY ? '1' : '0' },
      signal,
      killSignal: 'SIGTERM',
    });
    const printed = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => printed.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, printed: Buffer.concat(printed).toString() }));
  });
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  process.exitCode = await stoppable(async (signal) => {
    if (!isInstalled({ tests: true })) throw new Error('what tests need is not installed; `npm test` installs it');
    return await check({ opa: await getOpa({ report: console.error, signal }), signal });
  });
}

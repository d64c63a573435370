/**
 * `npm run check`: format, lint, arrows, unused code, types, tests, in that order. All of them run even when one fails; the
 * closing line counts the tests, the exit status speaks for everything.
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

/** @returns {readonly { title: string, commands: readonly (readonly string[])[] }[]} arguments of `node`, step by step */
function steps() {
  const tsc = bin('ts7/bin/tsc');
  return [
    { title: 'format', commands: [[bin('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.']] },
    // Types of other packages are read from their build output, so building comes before the linter that asks for types.
    { title: 'build', commands: [[tsc, '-b']] },
    { title: 'lint', commands: [[bin('eslint/bin/eslint.js'), '--max-warnings', '0', '.']] },
    {
      title: 'arrows',
      commands: [[bin('dependency-cruiser/bin/dependency-cruise.mjs'), '--config', '.dependency-cruiser.mjs', ...sources()]],
    },
    { title: 'unused code', commands: [[bin('knip/bin/knip.js'), '--no-progress']] },
    { title: 'types of tests', commands: [[tsc, '-p', 'tsconfig.test.json']] },
    { title: 'tests', commands: [jest()] },
  ];
}

const sources = () =>
  ['libs', 'apps'].flatMap((kind) =>
    readdirSync(join(ROOT, kind))
      .map((name) => `${kind}/${name}/src`)
      .filter((path) => existsSync(join(ROOT, path))),
  );

const jest = () => [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  bin('jest/bin/jest.js'),
  '--maxWorkers=2',
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
  for (const { title, commands } of steps()) {
    const started = performance.now();
    console.log(`\n== ${title}`);
    for (const args of commands) {
      if ((await run({ args, opa, signal })) !== 0 && !failed.includes(title)) failed.push(title);
    }
    console.log(`   ${title}: ${failed.includes(title) ? 'FAILED' : 'ok'} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  }
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

function run({ args, opa, signal }) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      // jest prints its JSON to stdout as well; the report on stderr is the one for people.
      stdio: ['ignore', args.includes('--json') ? 'ignore' : 'inherit', 'inherit'],
      env: { ...process.env, WRIT_OPA: opa, NX_DAEMON: 'false', FORCE_COLOR: process.stdout.isTTY ? '1' : '0' },
      signal,
      killSignal: 'SIGTERM',
    });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  process.exitCode = await stoppable(async (signal) => {
    if (!isInstalled({ tests: true })) throw new Error('what tests need is not installed; `npm test` installs it');
    return await check({ opa: await getOpa({ report: console.error, signal }), signal });
  });
}

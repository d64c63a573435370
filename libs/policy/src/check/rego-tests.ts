import { isTest, stagedPath } from '../build.js';
import type { Stage } from '../build.js';
import { PolicyError } from '../error.js';
import { testName } from './module-tests.js';
import { runOpa } from '../opa.js';
import type { OpaRun } from '../opa.js';
import type { Pack } from '../pack.js';
import type { CheckedTest, Finding } from './report.js';

/** What one test may take before it is stopped: an endless comprehension must not hold up whoever checks. */
const TEST_LIMIT = '5s';
/** What all of them may take. */
const RUN_LIMIT_MS = 60_000;

/** Address space of the program, in KiB: a test that collects without end ends itself and not the machine. */
const MEMORY_KB = 3 << 20;

/** Runs `opa test`; where the system can limit memory, it does. */
const runTest = ({ opa, folder }: Pick<Stage, 'opa' | 'folder'>, args: readonly string[]): Promise<OpaRun> =>
  process.platform === 'linux'
    ? runOpa('/bin/sh', ['-c', `ulimit -v ${MEMORY_KB} && exec "$0" "$@"`, opa, 'test', ...args], folder, RUN_LIMIT_MS)
    : runOpa(opa, ['test', ...args], folder, RUN_LIMIT_MS);

/** One test as `opa test --format json` tells of it. */
export interface OpaTest {
  readonly name: string;
  readonly package: string;
  readonly location: { readonly file: string; readonly row: number };
  readonly duration?: number;
  readonly fail?: boolean;
  readonly skip?: boolean;
  readonly error?: { readonly code?: string; readonly message?: string };
  /** What it printed, in base 64. */
  readonly output?: string;
}

/** Runs all tests below `roots`, each within its limit. */
export async function runTests(at: Pick<Stage, 'opa' | 'folder'>, roots: readonly string[]): Promise<readonly OpaTest[]> {
  const run = await runTest(at, ['--format', 'json', '--timeout', TEST_LIMIT, ...roots]);
  return (read(run) as readonly OpaTest[] | null) ?? [];
}

/** Per cent of the lines that the tests reach, by staged file, and of all. */
export interface Coverage {
  readonly files: Readonly<Record<string, { readonly coverage?: number } | undefined>>;
  readonly coverage?: number;
}

/** Measures what the tests reach; they have passed before. */
export async function runCoverage(at: Stage): Promise<Coverage> {
  return read(await runTest(at, ['--coverage', '--format', 'json', '--timeout', TEST_LIMIT, 'policy', 'tests'])) as Coverage;
}

function read({ ok, stdout, stderr }: OpaRun): unknown {
  try {
    // Without tests it says nothing, and is content.
    return JSON.parse(ok && stdout === '' ? 'null' : stdout);
  } catch (cause) {
    const [first = ''] = (stderr + stdout).trim().split('\n');
    const what = `\`opa test\` broke down: ${first.slice(0, 500)}`;
    throw new PolicyError({ code: 'opa_failed', what, remedy: 'make the tests pass `opa test`, within 2 s each and little memory', cause });
  }
}

/** The tests of the packs as the report lists them. */
export function checkedTests(tests: readonly OpaTest[], packs: readonly Pack[]): readonly CheckedTest[] {
  const shown = new Map(packs.flatMap((pack) => pack.files.filter(isTest).map((file) => [stagedPath(pack, file), file.shown])));
  return tests
    .map((test) => ({
      kind: 'test' as const,
      name: testName(test),
      file: shown.get(test.location.file) ?? test.location.file,
      line: test.location.row,
      outcome: outcomeOf(test),
      ms: Math.round((test.duration ?? 0) / 1e4) / 100,
      why: whyOf(test),
    }))
    .sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
}

function outcomeOf({ fail, skip, error }: OpaTest): CheckedTest['outcome'] {
  if (skip === true) return 'skipped';
  if (error?.code === 'eval_cancel_error') return 'stopped';
  return fail === true || error !== undefined ? 'failed' : 'passed';
}

function whyOf(test: OpaTest): string {
  const outcome = outcomeOf(test);
  if (outcome === 'stopped') return `it was stopped after ${TEST_LIMIT.replace('s', ' s')}`;
  if (outcome !== 'failed') return '';
  return test.error?.message ?? 'it is not true';
}

/** What is wrong with tests and golden cases that did not pass. */
export const testFindings = (tests: readonly CheckedTest[]): readonly Finding[] =>
  tests.flatMap((test) => (test.outcome === 'passed' ? [] : [findingOf(test)]));

function findingOf({ kind, name, file, line, outcome, why }: CheckedTest): Finding {
  const word = kind === 'test' ? 'test' : 'case';
  const at = { file, line };
  if (outcome === 'skipped')
    return { severity: 'warning', code: 'test_skipped', ...at, what: `the test \`${name}\` is skipped`, remedy: 'rename it from `todo_`' };
  if (outcome === 'stopped')
    return {
      severity: 'error',
      code: 'test_stopped',
      ...at,
      what: `the test \`${name}\` does not end: ${why}`,
      remedy: 'bound what the rule or test goes through',
    };
  return {
    severity: 'error',
    code: `${word}_failed`,
    ...at,
    what: `the ${word} \`${name}\` fails: ${why}`,
    remedy: kind === 'test' ? 'correct the rule or the test' : 'correct the rule or what is expected; `writ policy explain` shows why',
  };
}

import { buildTests } from '../build.js';
import type { Stage } from '../build.js';
import { OVERRUN } from '../wasm/fault.js';
import type { Workbench, ModuleAnswer } from './workbench.js';
import type { OpaTest } from './rego-tests.js';
import type { CheckedTest, Finding } from './report.js';

/** How one test came out in the module. */
export interface ModuleVerdict {
  readonly outcome: 'passed' | 'failed' | 'stopped';
  /** Why it did not pass; empty otherwise. */
  readonly why: string;
}

/** What a test is called by, in all its runs. */
export const testName = ({ package: of, name }: Pick<OpaTest, 'package' | 'name'>): string => `${of.replace(/^data\./u, '')}.${name}`;

/** Names that are the same as a path. */
const PLAIN = /^[A-Za-z_][A-Za-z0-9_.]*$/u;

/** Runs the tests in a module of their own, with rules and libraries as they decide; those that native OPA skips are left out. */
export async function runTestsInModule(
  at: Stage,
  workbench: Workbench,
  tests: readonly OpaTest[],
): Promise<ReadonlyMap<string, ModuleVerdict>> {
  const all = [...new Set(tests.filter(({ skip }) => skip !== true).map(testName))];
  const names = all.filter((name) => PLAIN.test(name));
  const unasked = all.filter((name) => !PLAIN.test(name)).map((name) => [name, UNASKED] as const);
  if (names.length === 0) return new Map(unasked);
  const entrypoints = names.map((name) => name.replaceAll('.', '/'));
  const module = await workbench.load(await buildTests(at, entrypoints));
  const answers = await module.evaluate(entrypoints.map((entrypoint) => ({ entrypoint, input: 'null' })));
  return new Map([...unasked, ...names.map((name, index) => [name, verdictOf(answers[index] as ModuleAnswer)] as const)]);
}

const UNASKED: ModuleVerdict = { outcome: 'failed', why: 'it has no plain name that the module could be asked by' };

function verdictOf({ result, fault }: ModuleAnswer): ModuleVerdict {
  if (holds(result)) return { outcome: 'passed', why: '' };
  return { outcome: fault === OVERRUN ? 'stopped' : 'failed', why: fault ?? 'it is not true' };
}

/** A test that goes through cases gives an object with one truth each. */
function holds(result: unknown): boolean {
  if (typeof result !== 'object' || result === null) return result === true;
  const members = Object.values(result);
  return members.length > 0 && members.every(holds);
}

/** The tests as the module decides them. */
export const decidedTests = (tests: readonly CheckedTest[], verdicts: ReadonlyMap<string, ModuleVerdict>): readonly CheckedTest[] =>
  tests.map((test) => {
    const verdict = verdicts.get(test.name);
    return verdict === undefined ? test : { ...test, ...verdict };
  });

/** Tests that native OPA decides otherwise than the module does. */
export const differingTests = (tests: readonly CheckedTest[], verdicts: ReadonlyMap<string, ModuleVerdict>): readonly Finding[] =>
  tests.flatMap((test): readonly Finding[] => {
    const verdict = verdicts.get(test.name);
    if (verdict === undefined || (verdict.outcome === 'passed') === (test.outcome === 'passed')) return [];
    const native = test.outcome === 'passed' ? 'passes' : `${test.outcome === 'stopped' ? 'does not end' : 'fails'} (${test.why})`;
    const what = `the test \`${test.name}\`${aboutRule(test.name)} ${native} with \`opa test\`, and ${verdict.outcome === 'passed' ? 'passes' : `fails (${verdict.why})`} where it decides`;
    return [{ severity: 'error', code: 'module_differs', file: test.file, line: test.line, what, remedy: DIFFERS }];
  });

/** What to do where native OPA and the module disagree. */
export const DIFFERS = 'write it so that both agree: `docs/builtins.md` has what they answer differently';

const aboutRule = (name: string): string => {
  const [, rule] = /^writ\.rules\.(?<rule>\w+)_test\./u.exec(name) ?? [];
  return rule === undefined ? '' : ` of \`${rule}\``;
};

import type { ParsedFile } from '../analyse.js';
import type { Stage } from '../build.js';
import type { CompiledPolicy } from '../compiled.js';
import type { Pack } from '../pack.js';
import type { Workbench, LoadedModule } from './workbench.js';
import { findClashes } from './clashes.js';
import { catalogueOf } from './golden.js';
import type { EffectOf, LocatedCase } from './golden.js';
import { hearTests } from './heard.js';
import type { Heard } from './heard.js';
import { literalFindings } from './literal-findings.js';
import { decidedTests, differingTests, runTestsInModule } from './module-tests.js';
import type { ModuleVerdict } from './module-tests.js';
import { compareVoices } from './module-voices.js';
import { negationFindings } from './negations.js';
import { checkedTests, runCoverage, runTests, testFindings } from './rego-tests.js';
import type { Coverage } from './rego-tests.js';
import { orFinding } from './report.js';
import type { CheckedTest, CheckReport, Finding } from './report.js';
import { checkedRules, clashFindings, intentFindings, intentRules, voiceFindings } from './rules.js';
import { differences, isOverrun, runOwnCases } from './run-cases.js';
import type { RunCase } from './run-cases.js';

/** What is tried out, and where. */
export interface TryOutOptions {
  readonly compiled: CompiledPolicy;
  readonly packs: readonly Pack[];
  readonly parsed: readonly ParsedFile[];
  readonly at: Stage;
  readonly workbench: Workbench;
  /** That of `compiled`, on the workbench. */
  readonly module: LoadedModule;
  /** What is found is added here. */
  readonly findings: Finding[];
  readonly strict: boolean;
  readonly effectOf: EffectOf;
}

/** What is found out by asking. */
export type Found = Pick<CheckReport, 'rules' | 'tests' | 'coverage' | 'intent' | 'overlaps' | 'differences'>;

/** What shows only when the rules are asked: by their tests, by golden cases, and by what contradicts them. */
export async function tryOut(options: TryOutOptions, located: readonly LocatedCase[]): Promise<Found> {
  const { compiled, packs, parsed, at, workbench, findings, strict } = options;
  const { tests, heard, coverage, differing } = await runAllTests(options);
  const cases = await runOwnCases(options, located);
  const shown = { rules: compiled.rules, packs, heard, cases, coverage };
  const checked = checkedRules(shown);
  const all = [...tests, ...cases.map(({ test }) => test)];
  const { clashes, overlaps, others } = await contradict(options, cases, heard);
  const intent = intentRules(compiled.rules);
  findings.push(...testFindings(all), ...voiceFindings(checked, shown), ...clashFindings(clashes, packs, strict ? 'error' : 'warning'));
  findings.push(...(await literalFindings({ at, workbench }, parsed)), ...differing);
  findings.push(...intentFindings(intent, packs), ...(await negationFindings(at, parsed, compiled.rules)));
  const found = { rules: checked, tests: all, coverage: coverage?.coverage ?? null, overlaps, differences: others };
  return { ...found, intent: { satisfied: intent.length > 0, rules: intent } };
}

interface Tested {
  readonly tests: readonly CheckedTest[];
  readonly heard: readonly Heard[];
  readonly coverage: Coverage | null;
  /** What native OPA and the module answer differently. */
  readonly differing: readonly Finding[];
}

/** Runs the tests by native OPA and by the module, which has the last word. */
async function runAllTests({ packs, parsed, at, workbench, module, findings }: TryOutOptions): Promise<Tested> {
  const ran = await orFinding(findings, () => runTests(at, ['policy', 'tests']));
  if (ran === null) return { tests: [], heard: [], coverage: null, differing: [] };
  const native = checkedTests(ran, packs);
  const verdicts = (await orFinding(findings, () => runTestsInModule(at, workbench, ran))) ?? new Map<string, ModuleVerdict>();
  const tests = decidedTests(native, verdicts);
  const passed = tests.every(({ outcome }) => outcome === 'passed');
  const coverage = passed ? await orFinding(findings, () => runCoverage(at)) : null;
  const asked = (await orFinding(findings, () => hearTests(at, packs, parsed))) ?? [];
  const voices = await compareVoices({ module, packs, at }, asked);
  return { tests, heard: voices.heard, coverage, differing: [...differingTests(native, verdicts), ...voices.findings] };
}

type Contradictions = Awaited<ReturnType<typeof findClashes>> & { readonly others: Found['differences'] };

/** What the rules say against each other, and the packs together against each alone. */
async function contradict(
  { compiled, packs, module, effectOf }: TryOutOptions,
  cases: readonly RunCase[],
  heard: readonly Heard[],
): Promise<Contradictions> {
  const ask = await module.decideBy(compiled);
  const terms = catalogueOf(compiled.terms, effectOf);
  // What is endless would be asked again and again in search of examples.
  const found = cases.some(isOverrun)
    ? { clashes: [], overlaps: [] }
    : await findClashes({ rules: compiled.rules, terms, ask, cases, heard });
  return { ...found, others: packs.length === 1 ? [] : await differences(cases, ask, terms) };
}

import type { CompiledPolicy } from '../compiled.js';
import type { Pack } from '../pack.js';
import { composeTerms } from '../terms.js';
import { OVERRUN } from '../wasm/fault.js';
import type { Explanation } from './explain.js';
import { catalogueOf, changesIn, contextOfCase, difference } from './golden.js';
import type { Catalogue, EffectOf, LocatedCase } from './golden.js';
import type { CheckedTest, Difference } from './report.js';
import type { Ask, LoadedModule } from './workbench.js';

/** A golden case with what became of it. */
export interface RunCase {
  readonly located: LocatedCase;
  readonly explanation: Explanation;
  readonly test: CheckedTest;
}

/** What golden cases are decided by. */
export interface RunOptions {
  readonly compiled: CompiledPolicy;
  /** The module of `compiled`. */
  readonly module: LoadedModule;
  readonly packs: readonly Pack[];
  readonly effectOf: EffectOf;
}

/** Decides the golden cases of each pack by that pack alone: what it promises must not hang on its company. */
export async function runOwnCases(
  { compiled, module, packs, effectOf }: RunOptions,
  cases: readonly LocatedCase[],
): Promise<readonly RunCase[]> {
  const done: RunCase[] = [];
  for (const pack of packs) {
    const { id } = pack.manifest;
    const own = cases.filter((one) => one.pack === id);
    if (own.length === 0) continue;
    const terms = composeTerms([pack], compiled.hash);
    const ask = await module.decideBy({ terms, rules: compiled.rules.filter((rule) => rule.pack === id) });
    done.push(...(await runCases(own, ask, catalogueOf(terms, effectOf))));
  }
  return done;
}

/** The cases that come out otherwise once the packs are one set. */
export async function differences(cases: readonly RunCase[], ask: Ask, terms: Catalogue): Promise<readonly Difference[]> {
  const passed = cases.filter(({ test }) => test.outcome === 'passed');
  const together = await runCases(
    passed.map(({ located }) => located),
    ask,
    terms,
  );
  return passed.flatMap(({ located: { pack, file, line, golden }, explanation }, index) => {
    const verdict = together[index]?.explanation.verdict;
    if (verdict === undefined || verdict.result === explanation.verdict.result) return [];
    return [{ pack, name: golden.name, file, line, alone: explanation.verdict.result, together: verdict.result, by: verdict.policy_id }];
  });
}

/** So many cases may use up their budget; then no more is tried, or a pack of endless rules would hold its reader for hours. */
const MOST_OVERRUNS = 20;

/** Whether a rule used up its budget on the case. */
export const isOverrun = ({ explanation }: RunCase): boolean =>
  explanation.rules.some(({ state, message }) => state === 'error' && message === OVERRUN);

/** Decides golden cases, one after the other. */
async function runCases(cases: readonly LocatedCase[], ask: Ask, terms: Catalogue): Promise<readonly RunCase[]> {
  const done: RunCase[] = [];
  for (const located of cases) {
    const { golden, file, line } = located;
    const overruns = done.filter(isOverrun);
    if (overruns.length === MOST_OVERRUNS) {
      const why = `it was not tried: ${MOST_OVERRUNS} before it used up their budgets`;
      return [...done, ...cases.slice(done.length).map((left) => untried(left, { overrun: overruns[0] as RunCase, why }))];
    }
    const started = performance.now();
    const explanation = await ask({
      action: golden.action,
      view: contextOfCase(golden.action, terms, changesIn(golden)),
    });
    const ms = Math.round((performance.now() - started) * 100) / 100;
    const wrong = difference(golden, explanation.verdict);
    const outcome = wrong === '' ? 'passed' : 'failed';
    done.push({ located, explanation, test: { kind: 'case', name: golden.name, file, line, outcome, ms, why: wrong } });
  }
  return done;
}

const untried = (located: LocatedCase, { overrun, why }: { readonly overrun: RunCase; readonly why: string }): RunCase => ({
  located,
  explanation: overrun.explanation,
  test: { kind: 'case', name: located.golden.name, file: located.file, line: located.line, outcome: 'failed', ms: 0, why },
});

import type { ToolDeclaration } from '@writ/aarm';
import type { Explanation } from './explain.js';
import { contextOfCase, difference } from './golden.js';
import type { LocatedCase } from './golden.js';
import type { CheckedTest } from './report.js';
import type { Trial } from './trial.js';

/** A golden case with what became of it. */
export interface RunCase {
  readonly located: LocatedCase;
  readonly explanation: Explanation;
  readonly test: CheckedTest;
}

/** Decides every golden case, one after the other. */
export async function runCases(
  cases: readonly LocatedCase[],
  trial: Trial,
  tools: readonly ToolDeclaration[],
): Promise<readonly RunCase[]> {
  const done: RunCase[] = [];
  for (const located of cases) {
    const { golden, file, line } = located;
    const started = performance.now();
    const { stopped, ...explanation } = await trial.ask({
      action: golden.action,
      view: contextOfCase(golden.action, tools, golden.context),
    });
    const ms = Math.round((performance.now() - started) * 100) / 100;
    const wrong = stopped ? 'it was stopped after 1 s' : difference(golden, explanation.verdict);
    const outcome = stopped ? 'stopped' : wrong === '' ? 'passed' : 'failed';
    done.push({ located, explanation, test: { kind: 'case', name: golden.name, file, line, outcome, ms, why: wrong } });
  }
  return done;
}

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWorkbench } from '../check/workbench.js';
import { judgePatterns } from '../check/judge-patterns.js';
import { PATTERN_ENTRYPOINTS, patternModule } from '../check/pattern-module.js';
import type { JudgePattern } from '../check/literals.js';
import { EVALUATION } from '../evaluation.js';
import { capabilities } from '../opa.js';
import { compileModule, WasmPolicy } from '../wasm-policy.js';
import { Fault } from '../wasm/fault.js';

/** What patterns are where rules are decided. */
export interface PatternProbe {
  /** What is wrong with a pattern; null where nothing is. */
  readonly judge: JudgePattern;
  readonly matches: (pattern: string, text: string) => boolean;
}

/** Without patterns nothing is compiled. */
const NO_PATTERNS: PatternProbe = { judge: () => null, matches: () => false };

/** Asks a module of the kind that decides, instead of the expressions of JavaScript, which are others. */
export async function probePatterns(patterns: readonly string[], findOpa: () => Promise<string>): Promise<PatternProbe> {
  if (patterns.length === 0) return NO_PATTERNS;
  const folder = await mkdtemp(join(tmpdir(), 'writ-patterns-'));
  const workbench = openWorkbench();
  try {
    await writeFile(join(folder, 'capabilities.json'), await capabilities());
    const at = { opa: await findOpa(), folder };
    const judge = await judgePatterns({ at, workbench }, [...new Set(patterns)]);
    return { judge, matches: matcherOf(new WasmPolicy(compileModule(await patternModule(at)))) };
  } finally {
    await workbench.close();
    await rm(folder, { recursive: true, force: true });
  }
}

const matcherOf =
  (policy: WasmPolicy): PatternProbe['matches'] =>
  (pattern, text) => {
    try {
      const [answer] = policy.evaluate(JSON.stringify({ pattern, text }), EVALUATION.fuel, PATTERN_ENTRYPOINTS.matches) as readonly {
        readonly result: unknown;
      }[];
      return answer?.result === true;
    } catch (cause) {
      if (cause instanceof Fault) return false;
      throw cause;
    }
  };

import type { ParsedFile } from '../analyse.js';
import type { Stage } from '../build.js';
import { isFromLibrary } from '../library.js';
import { parseWithLines } from '../syntax.js';
import type { Workbench } from './workbench.js';
import { Constants } from './constants.js';
import { judgePatterns } from './judge-patterns.js';
import { patternsIn, wrongLiterals } from './literals.js';
import type { WrongLiteral } from './literals.js';
import type { Finding } from './report.js';

/**
 * Literals that mean nothing where they stand: patterns that cannot be compiled, networks that hold nothing. Such a rule keeps silent
 * for ever, and no test that asks for something else notices.
 */
export async function literalFindings(
  { at, workbench }: { readonly at: Stage; readonly workbench: Workbench },
  parsed: readonly ParsedFile[],
): Promise<readonly Finding[]> {
  const files = [...new Map(parsed.map((one) => [one.staged, one])).values()];
  const constants = new Constants(files.map(({ module }) => module));
  const judge = await judgePatterns({ at, workbench }, patternsIn(constants));
  if (wrongLiterals(constants, judge).length === 0) return [];
  // Again with lines, now that there is something to show.
  const located: ParsedFile[] = [];
  for (const one of files) located.push({ ...one, module: (await parseWithLines(at.opa, one.staged, at.folder)) ?? one.module });
  const wrong = wrongLiterals(new Constants(located.map(({ module }) => module)), judge);
  return distinct(wrong.flatMap((one) => findingsOf(one, located)));
}

function findingsOf({ placed, builtin, ...wrong }: WrongLiteral, files: readonly ParsedFile[]): readonly Finding[] {
  const file = files.find(({ module }) => module === placed.module)?.file;
  if (file === undefined || isFromLibrary(file)) return [];
  const what = wrong.what.includes(`\`${builtin}\``) ? wrong.what : `${wrong.what} (\`${builtin}\`)`;
  const line = placed.node.location?.row ?? placed.rule.location?.row ?? null;
  return [{ severity: 'error', code: wrong.code, file: file.shown, line, what, remedy: wrong.remedy }];
}

/** A literal that is used twice is told of once. */
const distinct = (findings: readonly Finding[]): readonly Finding[] => [
  ...new Map(findings.map((finding) => [JSON.stringify([finding.file, finding.line, finding.what]), finding])).values(),
];

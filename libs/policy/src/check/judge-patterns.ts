import { writeFile } from 'node:fs/promises';
import type { Stage } from '../build.js';
import { EVALUATION } from '../evaluation.js';
import { opaText } from '../opa.js';
import type { Workbench, ModuleAnswer } from './workbench.js';
import { shown } from './literals.js';
import type { JudgePattern } from './literals.js';
import { PATTERN_ENTRYPOINTS, patternModule } from './pattern-module.js';

/** A pattern that takes more than this to compile leaves too little for the rest of an evaluation. */
const MOST_FUEL = EVALUATION.rule_fuel / 2;

/** Has all patterns compiled, by the module's own code and by native OPA. */
export async function judgePatterns(
  { at, workbench }: { readonly at: Pick<Stage, 'opa' | 'folder'>; readonly workbench: Workbench },
  patterns: readonly string[],
): Promise<JudgePattern> {
  if (patterns.length === 0) return () => null;
  const module = await workbench.load(await patternModule(at));
  const answers = await module.evaluate(
    patterns.map((pattern) => ({ entrypoint: PATTERN_ENTRYPOINTS.compiles, input: JSON.stringify({ pattern }), fuel: MOST_FUEL })),
  );
  const native = await nativeOpinion(at, patterns);
  const complaints = new Map(
    patterns.map((pattern, index) => [pattern, complaintOf(pattern, answers[index] as ModuleAnswer, native[index] === true)]),
  );
  return (pattern) => complaints.get(pattern) ?? null;
}

const NATIVE = '[regex.is_valid(pattern) | some pattern in input]';

async function nativeOpinion({ opa, folder }: Pick<Stage, 'opa' | 'folder'>, patterns: readonly string[]): Promise<readonly boolean[]> {
  const file = `${folder}/patterns.json`;
  await writeFile(file, JSON.stringify(patterns));
  const printed = await opaText(opa, ['eval', '--format', 'json', '--input', file, NATIVE], folder);
  return (JSON.parse(printed) as { readonly result: [{ readonly expressions: [{ readonly value: readonly boolean[] }] }] }).result[0]
    .expressions[0].value;
}

function complaintOf(pattern: string, { result, fault }: ModuleAnswer, native: boolean): ReturnType<JudgePattern> {
  const text = shown(pattern);
  if (fault !== null)
    return {
      what: `the pattern \`${text}\` takes more work to compile than a pattern may`,
      remedy: 'repeat fewer times, or less than a class of Unicode; ask `count` how long a text is',
    };
  if (result === true && native) return null;
  const what = `the pattern \`${text}\` cannot be compiled: it never matches`;
  return { what: native ? `${what} where it decides, whatever \`opa test\` says` : what, remedy: remedyFor(pattern) };
}

/** What usually is meant by what RE2 does not have. */
const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [/\(\?<?[=!]/u, 'RE2 has no look-around: ask a second question, `not regex.match(…)`'],
  [/\(\?<[a-z_]/iu, 'name a group as `(?P<name>…)`, or give it no name'],
  [/\\[1-9]|\(\?P=/u, 'RE2 has no back references: say what is repeated'],
  [/[+*?}]\+|\(\?>/u, 'RE2 has no possessive repetition: leave the second sign out'],
  [/\{\d{4,}|\{\d+,\d{4,}/u, 'repeat at most 1000 times; ask `count` how long a text is'],
  [/\\[uZhHRXGKNce]/u, 'RE2 lacks this escape: write `\\x{41}` for a character, `\\z` for the end'],
];

const remedyFor = (pattern: string): string =>
  REMEDIES.find(([sign]) => sign.test(pattern))?.[1] ??
  'write it as RE2 has it; `\\C` and classes of newer versions of Unicode are not known';

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RESULTS } from '@writ/aarm';
import type { PolicyTerms, Result, Rule, ToolDeclaration } from '@writ/aarm';
import { compilePacks, readPacks } from '../compile.js';
import type { CompiledPolicy } from '../compiled.js';
import type { Pack } from '../pack.js';
import { catalogueOf, changesIn, contextOfCase, readCases } from './golden.js';
import type { EffectOf, LocatedCase } from './golden.js';
import { openTrial } from './trial.js';
import type { Trial } from './trial.js';

/** One property that changed, as JSON text. */
export interface Change {
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

/** A rule that both sets have, with what changed. */
export interface ChangedRule {
  readonly rule: string;
  readonly changes: readonly Change[];
}

/** A golden case that the two sets decide differently. */
export interface Flip {
  readonly name: string;
  readonly file: string;
  readonly before: Result;
  readonly after: Result;
  /** Who decides now. */
  readonly by: string;
  /** What ran less freely runs more freely now. */
  readonly looser: boolean;
}

/** How two policy sets differ. Plain data. */
export interface PolicyDiff {
  readonly hashes: { readonly before: string; readonly after: string };
  readonly added: readonly Rule[];
  readonly removed: readonly Rule[];
  readonly changed: readonly ChangedRule[];
  readonly terms: readonly Change[];
  readonly tools: readonly Change[];
  /** How many golden cases of both were decided by both. */
  readonly cases: number;
  readonly flips: readonly Flip[];
}

/** Options of {@link diffPacks}. */
export interface DiffOptions {
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly opa: string;
  /** As for `checkPacks`. */
  readonly effectOf: EffectOf;
}

interface Side {
  readonly packs: readonly Pack[];
  readonly compiled: CompiledPolicy;
  readonly cases: readonly LocatedCase[];
}

/**
 * Compares two policy sets rule by rule, and by the golden cases of both.
 *
 * @throws PolicyError where one of them does not compile
 */
export async function diffPacks({ before, after, opa, effectOf }: DiffOptions): Promise<PolicyDiff> {
  const folder = await mkdtemp(join(tmpdir(), 'writ-diff-'));
  try {
    const [old, young] = [await sideOf(before, opa, join(folder, 'before')), await sideOf(after, opa, join(folder, 'after'))];
    const cases = uniqueCases([...young.cases, ...old.cases]);
    return {
      hashes: { before: old.compiled.hash, after: young.compiled.hash },
      added: without(young, old),
      removed: without(old, young),
      changed: changedRules(old, young),
      terms: changesOf(comparedTerms(old.compiled.terms), comparedTerms(young.compiled.terms)),
      tools: changesOf(toolsOf(old.compiled.terms), toolsOf(young.compiled.terms)),
      cases: cases.length,
      flips: await flipsOf([old.compiled, young.compiled], cases, effectOf),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function sideOf(folders: readonly string[], opa: string, outDir: string): Promise<Side> {
  const packs = await readPacks(folders);
  const compiled = await compilePacks({ packs: folders, opa, outDir });
  const cases = await Promise.all(packs.map(({ folder, manifest }) => readCases(folder, manifest.id)));
  return { packs, compiled, cases: cases.flat() };
}

const nameOf = ({ pack, id }: Rule): string => `${pack}/${id}`;

const without = (one: Side, other: Side): readonly Rule[] => {
  const known = new Set(other.compiled.rules.map(nameOf));
  return one.compiled.rules.filter((rule) => !known.has(nameOf(rule)));
};

function changedRules(old: Side, young: Side): readonly ChangedRule[] {
  const known = new Map(old.compiled.rules.map((rule) => [nameOf(rule), rule]));
  return young.compiled.rules.flatMap((rule) => {
    const earlier = known.get(nameOf(rule));
    if (earlier === undefined) return [];
    const changes = changesOf({ ...earlier }, { ...rule });
    const all = conditionsOf(old, rule) === conditionsOf(young, rule) ? changes : [...changes, REWRITTEN];
    return all.length === 0 ? [] : [{ rule: nameOf(rule), changes: all }];
  });
}

/** Metadata is compared member by member; of the conditions it is told that they are others. */
const REWRITTEN: Change = { what: 'conditions', before: '', after: 'rewritten' };

/** The rule without its comments, of which the metadata is one. */
const conditionsOf = ({ packs }: Side, { pack, id }: Rule): string | undefined =>
  packs
    .find(({ manifest }) => manifest.id === pack)
    ?.files.find(({ path }) => path === `rules/${id}.rego`)
    ?.text.split('\n')
    .filter((line) => !/^\s*(?:#|$)/u.test(line))
    .join('\n');

const comparedTerms = ({ posture, on_uncertain, thresholds, defer_timeout_s, step_up_timeout_s, approvers }: PolicyTerms): object => ({
  posture: { result: posture.result, overridable: posture.overridable },
  on_uncertain,
  ...thresholds,
  defer_timeout_s,
  step_up_timeout_s,
  approvers,
});

const toolsOf = ({ tools }: PolicyTerms): Readonly<Record<string, ToolDeclaration>> =>
  Object.fromEntries(tools.map((line) => [`${line.tool}.${line.operation}`, line]));

function changesOf(before: object, after: object): readonly Change[] {
  const [old, young]: readonly [Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>] = [{ ...before }, { ...after }];
  return [...new Set([...Object.keys(old), ...Object.keys(young)])].flatMap((what) => {
    const change = { what, before: textOf(old[what]), after: textOf(young[what]) };
    return change.before === change.after ? [] : [change];
  });
}

const textOf = (value: unknown): string => (value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value));

/** A case of both sets counts once, as the later one has it. */
const uniqueCases = (cases: readonly LocatedCase[]): readonly LocatedCase[] => {
  const keyed = cases.map((one) => [JSON.stringify([one.golden.action, changesIn(one.golden)]), one] as const);
  return [...new Map([...keyed].reverse()).values()].reverse();
};

async function flipsOf(
  [old, young]: readonly [CompiledPolicy, CompiledPolicy],
  cases: readonly LocatedCase[],
  effectOf: EffectOf,
): Promise<readonly Flip[]> {
  const trials: Trial[] = [];
  try {
    trials.push(await openTrial(old), await openTrial(young));
    const flips: Flip[] = [];
    for (const { file, golden } of cases) {
      const [before, after] = await Promise.all(
        [old, young].map((policy, index) =>
          (trials[index] as Trial).ask({
            action: golden.action,
            view: contextOfCase(golden.action, catalogueOf(policy.terms, effectOf), changesIn(golden)),
          }),
        ),
      );
      if (before === undefined || after === undefined || before.verdict.result === after.verdict.result) continue;
      const looser = RESULTS.indexOf(after.verdict.result) > RESULTS.indexOf(before.verdict.result);
      flips.push({
        name: golden.name,
        file,
        before: before.verdict.result,
        after: after.verdict.result,
        by: after.verdict.policy_id,
        looser,
      });
    }
    return flips;
  } finally {
    await Promise.all(trials.map((trial) => trial.close()));
  }
}

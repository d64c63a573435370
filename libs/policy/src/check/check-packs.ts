import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Tracker } from '@writ/aarm';
import { analyse } from '../analyse.js';
import { complaints, stage } from '../build.js';
import type { Stage } from '../build.js';
import { compilePacks, readPacks } from '../compile.js';
import type { CompiledPolicy } from '../compiled.js';
import { capabilities } from '../opa.js';
import { parsePack } from '../pack.js';
import type { Pack } from '../pack.js';
import { readPack } from '../source.js';
import { findClashes } from './clashes.js';
import { formatFindings } from './format.js';
import { readCases, unknownFields } from './golden.js';
import type { LocatedCase } from './golden.js';
import { hearTests } from './heard.js';
import { packLimits } from './limits.js';
import { negationFindings } from './negations.js';
import { checkedTests, runCoverage, runTests, testFindings } from './rego-tests.js';
import { findingOf, orFinding } from './report.js';
import type { CheckReport, Finding } from './report.js';
import { checkedRules, clashFindings, intentFindings, intentRules, voiceFindings } from './rules.js';
import { differences, isOverrun, runOwnCases } from './run-cases.js';
import { openTrial } from './trial.js';

/** Options of {@link checkPacks}. */
export interface CheckOptions {
  /** Pack folders that are to be active together. */
  readonly packs: readonly string[];
  /** The `opa` program. */
  readonly opa: string;
  /** Refuse rules of equal priority for which an action was found that they disagree on (design: `strict_conflicts`). */
  readonly strictConflicts?: boolean;
}

/**
 * All that is checked of packs before they are published: limits, format, `opa check --strict` under the capabilities of
 * WASM, what a rule must be, tests and golden cases, what the tests show of each rule, contradictions, intent.
 * A refused pack is a report with errors; only what is no pack's fault is thrown.
 *
 * @throws PolicyError where opa itself does not run
 */
export async function checkPacks(options: CheckOptions): Promise<CheckReport> {
  const folder = await mkdtemp(join(tmpdir(), 'writ-check-'));
  const findings: Finding[] = [];
  try {
    const packs = await read(options.packs, findings);
    if (packs === null) return report({ findings });
    const at: Stage = { opa: options.opa, folder, capabilities: await capabilities() };
    await stage(packs, at);
    findings.push(...(await formatFindings(at, packs)), ...(await refusals(at, packs)));
    const cases = await readAllCases(packs, findings);
    const compiled = hasErrors(findings) ? null : await compile(options, at, findings);
    if (compiled === null) return report({ packs, cases, findings });
    return await tryOut({ compiled, packs, cases, at, findings, strict: options.strictConflicts === true });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Reads the packs; each that cannot be read is told of, not only the first. */
async function read(folders: readonly string[], findings: Finding[]): Promise<readonly Pack[] | null> {
  for (const each of folders) findings.push(...(await packLimits(each)));
  if (hasErrors(findings)) return null;
  for (const each of folders) await orFinding(findings, async () => parsePack(await readPack(each)));
  return hasErrors(findings) ? null : orFinding(findings, () => readPacks(folders));
}

/** What opa and our own rules about rules refuse. */
async function refusals(at: Stage, packs: readonly Pack[]): Promise<readonly Finding[]> {
  const complained = await complaints(at, packs);
  if (complained.length > 0) return complained.map(findingOf);
  const findings: Finding[] = [];
  await orFinding(findings, () => analyse(at, packs, (refusal) => findings.push(findingOf(refusal))));
  return findings;
}

async function readAllCases(packs: readonly Pack[], findings: Finding[]): Promise<readonly LocatedCase[]> {
  const cases: LocatedCase[] = [];
  for (const { folder, manifest } of packs) {
    const own = await orFinding(findings, () => readCases(folder, manifest.id));
    if (own?.length === 0) findings.push(noCases(manifest.id, folder));
    findings.push(...(own ?? []).flatMap((one) => fieldFindings(one, manifest.trackers)));
    cases.push(...(own ?? []));
  }
  return cases;
}

const noCases = (id: string, folder: string): Finding => ({
  severity: 'warning',
  code: 'cases_missing',
  file: `${basename(folder)}/cases`,
  line: null,
  what: `\`${id}\` has no golden cases`,
  remedy: 'write decisions that must never change to `cases/*.yaml`',
});

const fieldFindings = ({ file, line, golden }: LocatedCase, trackers: readonly Tracker[]): readonly Finding[] =>
  unknownFields(golden, trackers).map((field) => ({
    severity: 'warning',
    code: 'case_field_unknown',
    file,
    line,
    what: `the case \`${golden.name}\` gives \`${field}\`, which no context has`,
    remedy: 'name a documented context field, a fact as `facts: {<name>: <value>}`, or a tracker of the pack as `tracked: {<id>: {…}}`',
  }));

const compile = ({ packs, opa }: CheckOptions, { folder }: Stage, findings: Finding[]): Promise<CompiledPolicy | null> =>
  orFinding(findings, () => compilePacks({ packs, opa, outDir: join(folder, 'out') }));

interface Compiled {
  readonly compiled: CompiledPolicy;
  readonly packs: readonly Pack[];
  readonly cases: readonly LocatedCase[];
  readonly at: Stage;
  readonly findings: Finding[];
  readonly strict: boolean;
}

/** What shows only when the rules are asked. */
async function tryOut({ compiled, packs, cases: located, at, findings, strict }: Compiled): Promise<CheckReport> {
  const { rules, terms } = compiled;
  const trial = await openTrial(compiled);
  try {
    const ran = await orFinding(findings, () => runTests(at, ['policy', 'tests']));
    const tests = checkedTests(ran ?? [], packs);
    const passed = ran !== null && tests.every(({ outcome }) => outcome === 'passed');
    const coverage = passed ? await orFinding(findings, () => runCoverage(at)) : null;
    const cases = await runOwnCases(compiled, packs, located);
    const heard = ran === null ? [] : ((await orFinding(findings, () => hearTests(packs, at))) ?? []);
    const shown = { rules, packs, heard, cases, coverage };
    const checked = checkedRules(shown);
    const all = [...tests, ...cases.map(({ test }) => test)];
    // What is endless would be asked again and again in search of examples.
    const { clashes, overlaps } = cases.some(isOverrun) ? NO_CLASHES : await findClashes({ rules, terms, trial, cases, heard });
    const others = packs.length === 1 ? [] : await differences(cases, trial, terms);
    const intent = intentRules(rules);
    findings.push(...testFindings(all), ...voiceFindings(checked, shown), ...clashFindings(clashes, packs, strict ? 'error' : 'warning'));
    findings.push(...intentFindings(intent, packs), ...(await negationFindings(at, packs, rules)));
    const found = { rules: checked, tests: all, coverage: coverage?.coverage ?? null, overlaps, differences: others };
    return report({
      compiled,
      packs,
      cases: located,
      findings,
      found: { ...found, intent: { satisfied: intent.length > 0, rules: intent } },
    });
  } finally {
    await trial.close();
  }
}

const NO_CLASHES = { clashes: [], overlaps: [] };

type Found = Pick<CheckReport, 'rules' | 'tests' | 'coverage' | 'intent' | 'overlaps' | 'differences'>;
const NOTHING: Found = { rules: [], tests: [], coverage: null, intent: { satisfied: false, rules: [] }, overlaps: [], differences: [] };

interface Parts {
  readonly compiled?: CompiledPolicy;
  readonly packs?: readonly Pack[];
  readonly cases?: readonly LocatedCase[];
  readonly findings: readonly Finding[];
  readonly found?: Found;
}

const report = ({ compiled, packs = [], cases = [], findings, found = NOTHING }: Parts): CheckReport => ({
  ok: !hasErrors(findings),
  policy: compiled === undefined ? null : { id: compiled.terms.id, version: compiled.terms.version, hash: compiled.hash },
  packs: packs.map(({ manifest: { id, version }, folder, files }) => ({
    id,
    version,
    folder,
    rules: files.filter(({ path }) => path.startsWith('rules/') && !path.endsWith('_test.rego')).length,
    cases: cases.filter(({ pack }) => pack === id).length,
  })),
  ...found,
  findings,
});

const hasErrors = (findings: readonly Finding[]): boolean => findings.some(({ severity }) => severity === 'error');

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Rule, Tracker } from '@writ/aarm';
import { analyse, parsePacks } from '../analyse.js';
import type { ParsedFile } from '../analyse.js';
import type { CompiledPolicy } from '../compiled.js';
import { complaints, stage } from '../build.js';
import type { Stage } from '../build.js';
import { compileAnalysed, readPacks } from '../compile.js';
import { readModule } from '../compiled.js';
import type { PolicyError } from '../error.js';
import { capabilities } from '../opa.js';
import { parsePack } from '../pack.js';
import type { Pack } from '../pack.js';
import { readPack } from '../source.js';
import { openWorkbench } from './workbench.js';
import { formatFindings } from './format.js';
import { readCases, unknownFields } from './golden.js';
import type { EffectOf, LocatedCase } from './golden.js';
import { packLimits } from './limits.js';
import { findingOf, orFinding } from './report.js';
import type { CheckReport, Finding } from './report.js';
import { tryOut } from './try-out.js';
import type { Found, TryOutOptions } from './try-out.js';

/** Options of {@link checkPacks}. */
export interface CheckOptions {
  /** Pack folders that are to be active together. */
  readonly packs: readonly string[];
  /** The `opa` program. */
  readonly opa: string;
  /** What the service infers of tools that the packs do not declare: golden cases are decided as it decides. */
  readonly effectOf: EffectOf;
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
    findings.push(...(await formatFindings(at, packs)));
    const analysed = await analyseAll(at, packs, findings);
    const cases = await readAllCases(packs, findings);
    const compiled =
      analysed === null || hasErrors(findings) ? null : await orFinding(findings, () => compileAnalysed(packs, at, analysed.rules));
    if (analysed === null || compiled === null) return report({ packs, cases, findings });
    const { effectOf, strictConflicts: strict = false } = options;
    return await tryAll({ compiled, parsed: analysed.parsed, packs, cases, at, findings, strict, effectOf });
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

interface Analysed {
  readonly parsed: readonly ParsedFile[];
  readonly rules: readonly Rule[];
}

/** The rules, and what opa and our own rules about rules refuse of them; null where opa refuses the packs. */
async function analyseAll(at: Stage, packs: readonly Pack[], findings: Finding[]): Promise<Analysed | null> {
  const complained = await complaints(at, packs);
  findings.push(...complained.map(findingOf));
  if (complained.length > 0) return null;
  const parsed = await parsePacks(at, packs);
  const onRefusal = (refusal: PolicyError): void => void findings.push(findingOf(refusal));
  const rules = await orFinding(findings, () => analyse(at, { packs, parsed, onRefusal }));
  return rules === null ? null : { parsed, rules };
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

interface Compiled extends Omit<TryOutOptions, 'workbench' | 'module'> {
  readonly cases: readonly LocatedCase[];
}

/** What shows only when the rules are asked, in a thread of their own. */
async function tryAll(parts: Compiled): Promise<CheckReport> {
  const { compiled, packs, cases, findings } = parts;
  const workbench = openWorkbench();
  try {
    const module = await workbench.load(await readModule(compiled));
    return report({ compiled, packs, cases, findings, found: await tryOut({ ...parts, workbench, module }, cases) });
  } finally {
    await workbench.close();
  }
}

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

import { PackManifestSchema } from '@writ/aarm';
import { stringify } from 'yaml';
import type { Finding } from '../check/report.js';
import { patternOf } from './condition.js';
import { examplesOf } from './examples.js';
import type { Examples } from './examples.js';
import { probePatterns } from './pattern-probe.js';
import type { PatternProbe } from './pattern-probe.js';
import { listed, mapping, plainText, SampleFile } from './sample-file.js';
import { readRule } from './sample-rule.js';
import type { SampleRule } from './sample-rule.js';
import { DOMAIN_LIBRARY, ruleText, testText } from './write-rule.js';

/** Options of {@link importPolicy}. */
export interface ImportOptions {
  readonly text: string;
  /** As messages name it. */
  readonly file: string;
  /** The pack's id, where the policy's own cannot be one or another is wanted. */
  readonly id?: string | undefined;
  /** Domains that are not `external`. */
  readonly ownDomains?: readonly string[];
  /** Leave out the rules that cannot be expressed. */
  readonly skip?: boolean;
  /** How to find the `opa` program; not asked for where the file has no patterns. */
  readonly opa: () => Promise<string>;
}

/** What became of a sample policy. Plain data. */
export interface ImportReport {
  readonly id: string;
  /** The files of the pack by path; null where something cannot be expressed and was not to be left out. */
  readonly files: Readonly<Record<string, string>> | null;
  readonly rules: readonly string[];
  /** What cannot be expressed, each with its line. */
  readonly refusals: readonly Finding[];
  /** What was understood in a way that its author should know of. */
  readonly notes: readonly string[];
}

/**
 * Reads a policy in the specification's sample shapes and writes it as a pack. What it cannot express it names.
 *
 * @throws PolicyError where the file is no YAML
 */
export async function importPolicy({
  text,
  file: name,
  id: wanted,
  ownDomains = [],
  skip = false,
  opa,
}: ImportOptions): Promise<ImportReport> {
  const file = new SampleFile(text, name, ownDomains);
  const about = envelopeOf(file, wanted);
  const read = rulesIn(file);
  const understood = read.filter((rule) => rule !== null);
  const probe = await probePatterns(understood.flatMap(patternsOf), opa);
  const rules = understood.flatMap((rule) => withExamples(file, rule, probe));
  const ids = rules.map(({ rule }) => rule.id);
  const twin = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twin !== undefined) file.refuse([], `two rules are named \`${twin}\``, 'give one another id');
  if (read.length === 0) file.refuse([], 'the file holds no rules', 'write `policy: {id, version}` and `rules: […]`');
  const complete = file.refusals.length === 0 || (skip && rules.length > 0 && twin === undefined && about.sound);
  return {
    id: about.id,
    files: complete ? filesOf(about, rules) : null,
    rules: ids,
    refusals: [...file.refusals].sort((a, b) => (a.line ?? 0) - (b.line ?? 0)),
    notes: [...new Set(file.notes)],
  };
}

interface Envelope {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  readonly description: string;
  readonly posture: 'ALLOW' | 'DENY';
  readonly sound: boolean;
}

/** `policy: {…}` beside the rules, the same members at the top, or a single rule in the paper's notation. */
function envelopeOf(file: SampleFile, wanted: string | undefined): Envelope {
  const top = mapping(file.root) ?? {};
  const about = mapping(top['policy']) ?? (top['rules'] === undefined ? {} : top);
  const given = plainText(wanted ?? about['id'] ?? about['name'] ?? 'imported');
  const id = given
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, '-')
    .replaceAll(/^-+|-+$/gu, '');
  const posture = plainText(about['default'] ?? about['default_action'] ?? about['default_decision'] ?? 'DENY').toUpperCase();
  const before = file.refusals.length;
  if (!/^[a-z][a-z0-9-]{0,63}$/u.test(id)) file.refuse(['policy', 'id'], `\`${given}\` cannot name a pack`, 'name it with `--id`');
  if (posture !== 'DENY' && posture !== 'ALLOW') file.refuse(['policy'], `the default \`${posture}\` is no posture`, 'write ALLOW or DENY');
  const known = 'id name version title description rules default default_action default_decision'.split(' ');
  for (const name of Object.keys(about).filter((each) => !known.includes(each)))
    file.refuse([...(about === top ? [] : ['policy']), name], `\`${name}\` of the policy cannot be expressed`, 'leave it out');
  return {
    id,
    version: plainText(about['version'] ?? '1'),
    title: plainText(about['title'] ?? about['name'] ?? given),
    description: plainText(about['description'] ?? ''),
    posture: posture === 'ALLOW' ? 'ALLOW' : 'DENY',
    sound: file.refusals.length === before,
  };
}

function rulesIn(file: SampleFile): readonly (SampleRule | null)[] {
  const top = mapping(file.root);
  const nested = mapping(top?.['policy'])?.['rules'];
  const at = Array.isArray(file.root) ? [] : nested !== undefined ? ['policy', 'rules'] : top?.['rules'] !== undefined ? ['rules'] : null;
  if (at === null) return top?.['match'] === undefined ? [] : [readRule(file, top, [])];
  const list = Array.isArray(file.root) ? file.root : listed(nested ?? top?.['rules']);
  return list.map((one: unknown, index) => {
    const members = mapping(one);
    if (members !== null) return readRule(file, members, [...at, index]);
    file.refuse([...at, index], 'this is no rule', 'write a mapping with `id`, `match` and `action`');
    return null;
  });
}

interface Exemplified {
  readonly rule: SampleRule;
  readonly examples: Examples;
}

const patternsOf = ({ conditions }: SampleRule): readonly string[] => conditions.filter(({ op }) => op === 'matches').map(patternOf);

/** A rule without an example would be a rule without a test. */
function withExamples(file: SampleFile, rule: SampleRule, { judge, matches }: PatternProbe): readonly Exemplified[] {
  const wrong = rule.conditions.flatMap((condition) => {
    const complaint = condition.op === 'matches' ? judge(patternOf(condition)) : null;
    if (complaint !== null) file.refuse(condition.path, complaint.what, complaint.remedy);
    return complaint === null ? [] : [complaint];
  });
  if (wrong.length > 0) return [];
  const target = rule.targets[0] ?? { tool: 'any', operation: 'any' };
  const examples = examplesOf(target, rule.conditions, matches);
  if ('speaks' in examples) return [{ rule, examples }];
  const { op, value, path } = examples.unsatisfied;
  file.refuse(
    path,
    `no value was found for which \`${op} ${JSON.stringify(value)}\` holds`,
    'write the rule by hand, with a test that makes it speak',
  );
  return [];
}

function filesOf(about: Envelope, rules: readonly Exemplified[]): Readonly<Record<string, string>> {
  const { id, version, title, description, posture } = about;
  const manifest = { id, version, title, description, posture: { result: posture, overridable: true } };
  const texts = rules.flatMap(({ rule, examples }) => [
    [`rules/${rule.id}.rego`, ruleText(rule)] as const,
    [`rules/${rule.id}_test.rego`, testText(rule, examples)] as const,
  ]);
  const tools = toolsOf(rules.map(({ rule }) => rule));
  const needsLibrary = texts.some(([, text]) => text.includes('import data.writ.lib.imported'));
  return {
    'pack.yaml': stringify(
      PackManifestSchema.pick({ id: true, version: true, title: true, description: true, posture: true }).parse(manifest),
    ),
    ...(tools.length === 0 ? {} : { 'tools.yaml': stringify(tools) }),
    ...(needsLibrary ? { 'lib/imported.rego': DOMAIN_LIBRARY } : {}),
    ...Object.fromEntries(texts),
    'cases/imported.yaml': stringify([{ ...elsewhere(rules), expected: { result: posture, code: 'posture' } }]),
  };
}

/** An action that none of the rules is about, or that keeps those silent that are about all. */
function elsewhere(rules: readonly Exemplified[]): object {
  const general = rules.filter(({ rule }) => rule.targets.some(({ tool }) => tool.includes('*')));
  const contexts = general.map(({ examples }) => examples.silent?.context ?? {});
  const context: object = Object.assign({}, ...contexts) as object;
  const about = { name: 'an action that no imported rule speaks of', action: { tool: 'something', operation: 'else', parameters: {} } };
  return Object.keys(context).length === 0 ? about : { ...about, context };
}

/** What a modification adds to or takes from has to be declared, and so has what an output is labelled with. */
function toolsOf(rules: readonly SampleRule[]): readonly object[] {
  const lines = new Map<string, { readonly parameters: Record<string, object>; labels: readonly string[]; readonly target: object }>();
  for (const { targets, modifications, labels } of rules.filter((rule) => rule.modifications.length + rule.labels.length > 0)) {
    for (const target of targets) {
      const key = `${target.tool}.${target.operation}`;
      const line = lines.get(key) ?? { parameters: {}, labels: [], target };
      for (const edit of modifications) line.parameters[edit.path[0] ?? ''] = declarationOf(edit);
      line.labels = [...new Set([...line.labels, ...labels])];
      lines.set(key, line);
    }
  }
  return [...lines.values()].map(({ parameters, labels, target }) => ({
    ...target,
    effect: 'unknown',
    ...(labels.length === 0 ? {} : { output: { level: 'RESTRICTED', labels } }),
    ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
  }));
}

function declarationOf({ op, path, ...edit }: SampleRule['modifications'][number]): object {
  if (path.length > 1) return { type: 'object', optional: true };
  if (op === 'cap') return { type: 'number', optional: true, restricting: true };
  const restricts = op === 'set' && 'value' in edit && edit.value !== '[REDACTED]';
  return { type: 'any', optional: true, ...(restricts ? { restricting: true } : {}) };
}

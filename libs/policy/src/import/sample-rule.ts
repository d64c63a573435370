import { FORBIDDEN_PRIORITY, RESULTS, RULE_CLASSES, SEVERITIES } from '@writ/aarm';
import type { Modification, Result, RuleClass } from '@writ/aarm';
import type { Condition } from './condition.js';
import { modificationsOf } from './modifications.js';
import type { Path, SampleFile } from './sample-file.js';
import { listed, mapping } from './sample-file.js';
import { readMatch } from './match.js';
import type { Target } from './match.js';

/** A rule of a sample policy, read. */
export interface SampleRule {
  readonly id: string;
  readonly title: string;
  readonly reason: string;
  readonly targets: readonly Target[];
  readonly conditions: readonly Condition[];
  readonly result: Result;
  readonly class: RuleClass;
  readonly priority: number;
  readonly severity: (typeof SEVERITIES)[number];
  readonly approvers: readonly string[];
  readonly timeout_s: number | null;
  readonly modifications: readonly Modification[];
  /** Labels that the tool's output gets (`effect.set_context`). */
  readonly labels: readonly string[];
}

type Members = Readonly<Record<string, unknown>>;

/** Members that are read, each where it belongs below; any other is refused by name. */
const READ = new Set(
  'id name policy title description match constraints condition conditions context trigger threshold risk_signals parameters tool operation action decision classification priority reason risk_level approvers timeout timeout_action modification modifications effect'.split(
    ' ',
  ),
);
const INEXPRESSIBLE: ReadonlyMap<string, string> = new Map([
  ['escalation', 'name everybody who may approve in `approvers`; what nobody answers is denied'],
]);

/** Where a result stands that names no priority: the bands of the policy guide. */
const BANDS: Readonly<Record<Result, number>> = { DEFER: 700, DENY: 500, STEP_UP: 400, MODIFY: 300, ALLOW: 100 };

/** Reads one rule; what cannot be expressed is refused in the file. */
export function readRule(file: SampleFile, members: Members, path: Path): SampleRule | null {
  const before = file.refusals.length;
  for (const name of Object.keys(members).filter((each) => !READ.has(each)))
    file.refuse([...path, name], `\`${name}\` cannot be expressed`, INEXPRESSIBLE.get(name) ?? 'leave it out, or write the rule by hand');
  const result = resultOf(file, members, path);
  const { targets, conditions } = readMatch(file, members, path);
  const class_ = classOf(file, { members, path, result, conditions });
  const id = idOf(file, members, path);
  const title = textOf(members['name']) || textOf(members['title']) || id;
  const rule = {
    id,
    title,
    reason: textOf(members['reason']) || textOf(members['description']) || title,
    targets,
    conditions,
    result,
    class: class_,
    priority: priorityOf(file, { members, path, result, class: class_ }),
    severity: severityOf(file, members, path),
    approvers: approversOf(file, members, path),
    timeout_s: timeoutOf(file, members, path),
    modifications: modificationsOf(file, members, path),
    labels: labelsOf(file, members, path),
  };
  if (result === 'MODIFY' && rule.modifications.length === 0 && file.refusals.length === before)
    file.refuse(path, 'a MODIFY says no modification', 'add `modifications`');
  return file.refusals.length > before ? null : rule;
}

const textOf = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '');

function idOf(file: SampleFile, members: Members, path: Path): string {
  const given = textOf(members['id'] ?? members['policy'] ?? members['name']);
  const id = given
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, '_')
    .replaceAll(/^_+|_+$/gu, '');
  if (/^[a-z][a-z0-9_]{0,63}$/u.test(id)) return id;
  file.refuse(
    path,
    given === '' ? 'the rule has no `id`' : `\`${given}\` cannot name a rule`,
    'name it in at most 64 letters, digits and `_`',
  );
  return 'unnamed';
}

function resultOf(file: SampleFile, members: Members, path: Path): Result {
  const given = members['decision'] ?? members['action'];
  const word = textOf(given)
    .toUpperCase()
    .replaceAll(/[\s-]+/gu, '_');
  const known = RESULTS.find((result) => result === (word === 'PAUSE' ? 'DEFER' : word));
  if (known !== undefined) return known;
  const at = [...path, members['decision'] === undefined ? 'action' : 'decision'];
  file.refuse(
    at,
    given === undefined ? 'the rule has no decision' : `the decision \`${textOf(given)}\` is not one`,
    `write one of ${RESULTS.join(', ')}`,
  );
  return 'DENY';
}

interface Classed {
  readonly members: Members;
  readonly path: Path;
  readonly result: Result;
  readonly conditions: readonly Condition[];
}

/** The class it names, or the one that its result and what it reads amount to. */
function classOf(file: SampleFile, { members, path, result, conditions }: Classed): RuleClass {
  const given = members['classification'];
  const reads = conditions.some(({ subject }) => subject.kind === 'context');
  const known = RULE_CLASSES.find((one) => one === textOf(given).toLowerCase().replaceAll('-', '_'));
  if (given !== undefined && known === undefined)
    file.refuse(
      [...path, 'classification'],
      `the classification \`${textOf(given)}\` is not one`,
      `write one of ${RULE_CLASSES.join(', ')}`,
    );
  if (known === 'forbidden' && (reads || result !== 'DENY'))
    file.refuse(
      [...path, 'classification'],
      'a forbidden rule denies, by the action alone',
      'make it `context_dependent_deny`, or leave the context out',
    );
  if (known !== undefined) return known;
  if (result === 'DENY' && !reads && Number(members['priority']) >= FORBIDDEN_PRIORITY) return 'forbidden';
  if (result === 'ALLOW') return 'standard_allow';
  if (result === 'DEFER') return 'context_dependent_defer';
  return reads ? 'context_dependent_deny' : 'standard_deny';
}

function priorityOf(
  file: SampleFile,
  { members, path, result, class: class_ }: Pick<Classed, 'members' | 'path' | 'result'> & { readonly class: RuleClass },
): number {
  const given = members['priority'];
  if (given === undefined) return class_ === 'forbidden' ? FORBIDDEN_PRIORITY : BANDS[result];
  const at = [...path, 'priority'];
  if (typeof given !== 'number' || !Number.isInteger(given) || given < 0 || given > 9999)
    file.refuse(at, `the priority \`${textOf(given)}\` is not one`, 'write a whole number from 0 to 9999');
  else if (class_ === 'forbidden' && given < FORBIDDEN_PRIORITY) {
    file.notes.push(`priority ${given} becomes ${FORBIDDEN_PRIORITY}: forbidden rules have a band of their own`);
    return FORBIDDEN_PRIORITY;
  } else if (class_ !== 'forbidden' && given >= FORBIDDEN_PRIORITY)
    file.refuse(at, `priority ${given} belongs to forbidden rules`, `name one below ${FORBIDDEN_PRIORITY}`);
  return Number(given);
}

function severityOf(file: SampleFile, members: Members, path: Path): SampleRule['severity'] {
  const given = members['risk_level'];
  const known = SEVERITIES.find((one) => one === textOf(given).toUpperCase());
  if (given !== undefined && known === undefined)
    file.refuse([...path, 'risk_level'], `the risk level \`${textOf(given)}\` is not one`, `write one of ${SEVERITIES.join(', ')}`);
  return known ?? 'MEDIUM';
}

function approversOf(file: SampleFile, members: Members, path: Path): readonly string[] {
  const given = listed(members['approvers']);
  if (given.every((one) => typeof one === 'string')) return given;
  file.refuse([...path, 'approvers'], '`approvers` names more than roles', 'write a list of roles');
  return [];
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

function timeoutOf(file: SampleFile, members: Members, path: Path): number | null {
  const action = members['timeout_action'];
  if (action !== undefined && textOf(action).toUpperCase() !== 'DENY')
    file.refuse(
      [...path, 'timeout_action'],
      `the timeout action \`${textOf(action)}\` cannot be expressed`,
      'what nobody answers is denied: write DENY',
    );
  const given = members['timeout'];
  if (given === undefined) return null;
  const { number, unit = 's' } = /^(?<number>\d+)\s*(?<unit>[smhd])?$/u.exec(textOf(given))?.groups ?? {};
  const seconds = Number(number) * (UNITS[unit] ?? 1);
  if (seconds >= 1 && seconds <= 86_400) return seconds;
  file.refuse([...path, 'timeout'], `the timeout \`${textOf(given)}\` is not one`, 'write seconds, or `30m`, up to a day');
  return null;
}

/** `effect: {set_context: {data_classification: PII}}`: what the tool returns is labelled. */
function labelsOf(file: SampleFile, members: Members, path: Path): readonly string[] {
  if (members['effect'] === undefined) return [];
  const effect = mapping(members['effect']) ?? { [textOf(members['effect'])]: null };
  const at = [...path, 'effect'];
  const set = mapping(effect['set_context']) ?? {};
  for (const name of Object.keys(effect).filter((each) => each !== 'set_context'))
    file.refuse([...at, name], `the effect \`${name}\` cannot be expressed`, 'only `set_context` can');
  return Object.entries(set).flatMap(([name, value]) => {
    const labels = listed(value).map(String);
    if (/^data_classifications?$/u.test(name) && labels.every((label) => /^[A-Z][A-Z0-9_]{0,63}$/u.test(label))) return labels;
    file.refuse(
      [...at, 'set_context', name],
      `\`set_context.${name}\` cannot be expressed`,
      'only labels in upper case can be given, as `data_classification`',
    );
    return [];
  });
}

import type { Json } from '@writ/aarm';
import { assertNever } from '@writ/aarm';
import { isList, patternOf } from './condition.js';
import type { Condition, Subject } from './condition.js';
import type { Examples } from './examples.js';
import type { SampleRule } from './sample-rule.js';

/** Functions about domains that imported rules share. */
export const DOMAIN_LIBRARY = `# Where data goes, for rules that were imported.
package writ.lib.imported

# The domain of each address and URL in a text.
domains(text) := {trim(match[1], ".") |
	some match in regex.find_all_string_submatch_n(\`(?:@|://)([a-z0-9.-]+)\`, lower(text), -1)
}

within(domain, allowed) if {
	some one in allowed
	domain == one
}

within(domain, allowed) if {
	some one in allowed
	endswith(domain, concat("", [".", one]))
}

# Every domain of the text is an allowed one, and there is one.
inside(text, allowed) if {
	found := domains(text)
	count(found) > 0
	every domain in found { within(domain, allowed) }
}

all_inside(hosts, allowed) if {
	count(hosts) > 0
	every host in hosts { within(host, allowed) }
}
`;

/** The Rego of a rule. */
export function ruleText(rule: SampleRule): string {
  const body = rule.conditions.flatMap(linesOf);
  const imported = body.some((line) => line.includes('imported.')) ? '\nimport data.writ.lib.imported\n' : '';
  const voice = json({
    reason: rule.reason.slice(0, 1024),
    ...(rule.modifications.length === 0 ? {} : { modifications: rule.modifications }),
  });
  const outcome = body.length === 0 ? `outcome := ${voice}` : `outcome := ${voice} if {\n${body.map((line) => `\t${line}\n`).join('')}}`;
  return `${metadata(rule)}\npackage writ.rules.${rule.id}\n${imported}\n${outcome}\n`;
}

function metadata(rule: SampleRule): string {
  const declared = parametersOf(rule.conditions);
  const custom: readonly (readonly [string, unknown])[] = [
    ['id', rule.id],
    ['class', rule.class],
    ['result', rule.result],
    ['priority', rule.priority],
    ['applies_to', rule.targets],
    ['severity', rule.severity],
    ...(rule.approvers.length === 0 ? [] : [['approvers', rule.approvers] as const]),
    ...(rule.timeout_s === null ? [] : [['timeout_s', rule.timeout_s] as const]),
    ...(Object.keys(declared).length === 0 ? [] : [['parameters', declared] as const]),
  ];
  // JSON is YAML: whatever a title holds, it ends where it ends.
  const head = ['METADATA', 'scope: package', `title: ${json(rule.title)}`, `description: ${json(rule.reason)}`, 'custom:'];
  return [...head, ...custom.map(([name, value]) => `  ${name}: ${json(value)}`)].map((line) => `# ${line}`).join('\n');
}

/** JSON on one line, also for readers that end a line at other characters. */
const json = (value: unknown): string => JSON.stringify(value).replaceAll(/[\u0085\u2028\u2029]/gu, ' ');

/** A sample does not match where a parameter is absent, so every one may be. */
function parametersOf(conditions: readonly Condition[]): Readonly<Record<string, { readonly type: string; readonly optional: true }>> {
  const entries = conditions.flatMap(({ subject, op, value }) => {
    if (subject.kind !== 'parameter') return [];
    const [first] = Array.isArray(value) ? (value as readonly Json[]) : [value];
    const type =
      subject.path.length > 1
        ? 'object'
        : /^[gl]te?$/u.test(op) || typeof first === 'number'
          ? 'number'
          : typeof first === 'boolean'
            ? 'boolean'
            : 'string';
    return [[subject.path[0] ?? '', { type, optional: true as const }] as const];
  });
  return Object.fromEntries(entries);
}

/** A static path of the input. */
function referenceTo(subject: Subject): string {
  const path = subject.kind === 'parameter' ? ['action', 'parameters', ...subject.path] : ['context', ...subject.field.split('.')];
  return `input${path.map((name) => (/^[a-z_][a-z0-9_]*$/iu.test(name) ? `.${name}` : `[${json(name)}]`)).join('')}`;
}

/** The lines of a body that say what the condition says; none holds where the value is absent. */
function linesOf(condition: Condition): readonly string[] {
  const { op, value } = condition;
  const reference = referenceTo(condition.subject);
  const any = Array.isArray(value) ? (value as readonly Json[]) : [value];
  const set = `{${any.map(json).join(', ')}}`;
  if (isList(condition)) return [ofList(condition, reference, set)];
  switch (op) {
    case 'eq':
      return [`${reference} == ${json(value)}`];
    case 'ne':
      return [`${reference} != ${json(value)}`];
    case 'in':
      return [`${reference} in ${set}`];
    case 'not_in':
      return [`count({${reference}} & ${set}) == 0`];
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      // Numbers stand below everything else in Rego's order, so a text would be more than any of them.
      return [`is_number(${reference})`, `${reference} ${{ gt: '>', gte: '>=', lt: '<', lte: '<=' }[op]} ${json(value)}`];
    case 'contains':
      return any.length === 1 ? [`contains(${reference}, ${json(any[0])})`] : [`some part in ${set}`, `contains(${reference}, part)`];
    case 'not_contains':
      return [`is_string(${reference})`, ...any.map((part) => `not contains(${reference}, ${json(part)})`)];
    case 'matches':
      return [`regex.match(${json(patternOf(condition))}, ${reference})`];
    case 'domain_in':
      return [`imported.inside(${reference}, ${set})`];
    case 'domain_not_in':
      return [`is_string(${reference})`, `not imported.inside(${reference}, ${set})`];
    default:
      return assertNever(op);
  }
}

function ofList(condition: Condition, reference: string, set: string): string {
  const { op } = condition;
  if (op === 'matches') return `count({member | some member in ${reference}; regex.match(${json(patternOf(condition))}, member)}) > 0`;
  if (op === 'domain_in') return `imported.all_inside(${reference}, ${set})`;
  if (op === 'domain_not_in') return `not imported.all_inside(${reference}, ${set})`;
  const common = `count({member | some member in ${reference}} & ${set})`;
  return op === 'ne' || op === 'not_in' || op === 'not_contains' ? `${common} == 0` : `${common} > 0`;
}

/** The tests of a rule. */
export function testText({ id }: SampleRule, { speaks, silent }: Examples): string {
  const test = (name: string, ask: string, input: unknown): string => `${name} if {\n\t${ask} with input as ${json(input)}\n}`;
  const tests = [
    test('test_speaks', `${id}.outcome`, speaks),
    ...(silent === null ? [] : [test('test_is_silent', `not ${id}.outcome`, silent)]),
  ];
  return [`package writ.rules.${id}_test`, `import data.writ.rules.${id}`, ...tests, ''].join('\n\n');
}

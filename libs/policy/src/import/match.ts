import type { Json } from '@writ/aarm';
import { conditionsOf, contextConditions } from './condition.js';
import type { Condition } from './condition.js';
import { readExpression } from './expression.js';
import type { Path, SampleFile } from './sample-file.js';
import { listed, mapping } from './sample-file.js';

/** A tool and operation that a rule is about, as patterns. */
export interface Target {
  readonly tool: string;
  readonly operation: string;
}

/** What a rule is about, and under which conditions. */
export interface Match {
  readonly targets: readonly Target[];
  readonly conditions: readonly Condition[];
}

type Members = Readonly<Record<string, unknown>>;

/** Reads `match` and whatever the samples put beside it. */
export function readMatch(file: SampleFile, members: Members, path: Path): Match {
  const before = file.refusals.length;
  const names: Names = { tool: [], operation: [] };
  const conditions: Condition[] = [];
  const reading: Reading = { file, names, conditions };
  if (typeof members['match'] === 'string') expression(reading, members['match'], [...path, 'match']);
  else block(reading, mapping(members['match']) ?? {}, [...path, 'match']);
  for (const name of ['condition', 'conditions', 'trigger']) beside(reading, members, [...path, name]);
  block(reading, only(members, ['tool', 'operation', 'parameters', 'context', 'risk_signals']), path);
  constraints(reading, mapping(members['constraints']) ?? {}, { path: [...path, 'constraints'], allows: isAllow(members) });
  if (members['threshold'] !== undefined && typeof members['trigger'] !== 'string')
    file.refuse([...path, 'threshold'], '`threshold` says not of what', 'write the comparison out, as `drift: {gt: 0.7}`');
  const targets = targetsOf(names);
  if (targets.every(({ tool }) => tool === '*') && conditions.length === 0 && file.refusals.length === before)
    file.refuse(path, 'the rule is about every action', 'name a tool or a condition; for all the rest there is the posture');
  return { targets, conditions };
}

interface Names {
  tool: readonly string[];
  operation: readonly string[];
}

interface Reading {
  readonly file: SampleFile;
  readonly names: Names;
  readonly conditions: Condition[];
}

const only = (members: Members, names: readonly string[]): Members =>
  Object.fromEntries(Object.entries(members).filter(([name]) => names.includes(name)));
const isAllow = (members: Members): boolean => String(members['decision'] ?? members['action']).toUpperCase() === 'ALLOW';

/** `{tool, operation, parameters, context, risk_signals}`. */
function block({ file, names, conditions }: Reading, members: Members, path: Path): void {
  for (const [name, value] of Object.entries(members)) {
    const at = [...path, name];
    if (name === 'tool' || name === 'operation') names[name] = namesIn(file, value, at);
    else if (name === 'parameters') conditions.push(...parameters(file, value, { at, under: [] }));
    else if (name === 'context' || name === 'risk_signals') conditions.push(...fields(file, value, at));
    else file.refuse(at, `\`match.${name}\` cannot be expressed`, 'match `tool`, `operation`, `parameters`, `context` or `risk_signals`');
  }
}

function namesIn(file: SampleFile, value: unknown, path: Path): readonly string[] {
  const inner = mapping(value);
  const given = listed(inner === null ? value : (inner['eq'] ?? inner['in'] ?? inner['one_of']));
  if (given.length > 0 && given.every((one) => typeof one === 'string' && /^[^\s"'`]{1,256}$/u.test(one)))
    return given as readonly string[];
  file.refuse(path, `\`${JSON.stringify(value)}\` names no tool or operation`, 'write a name, a list of names, or a pattern with `*`');
  return [];
}

/** Members that hold members go deeper, unless they are operators. */
function parameters(
  file: SampleFile,
  value: unknown,
  { at, under }: { readonly at: Path; readonly under: readonly string[] },
): readonly Condition[] {
  const members = mapping(value);
  if (members === null) {
    file.refuse(at, '`parameters` is no mapping', 'write `parameters: {<name>: <value>}`');
    return [];
  }
  return Object.entries(members).flatMap(([name, wanted]) =>
    conditionsOf(file, { kind: 'parameter', path: [...under, ...name.split('.')] }, wanted, [...at, name]),
  );
}

function fields(file: SampleFile, value: unknown, path: Path): readonly Condition[] {
  const members = mapping(value);
  if (members !== null) return Object.entries(members).flatMap(([name, wanted]) => contextConditions(file, name, wanted, [...path, name]));
  file.refuse(path, 'the context is no mapping', 'write `context: {<field>: <value>}`');
  return [];
}

/** `condition`, `conditions` and `trigger`: a text, a mapping, or a list of these. */
function beside(reading: Reading, members: Members, path: Path): void {
  const given = members[String(path.at(-1))];
  const threshold = members['threshold'];
  if (given === undefined) return;
  for (const one of listed(given)) {
    const inner = mapping(one);
    if (typeof one === 'string' && path.at(-1) === 'trigger' && typeof threshold === 'number')
      reading.conditions.push(...contextConditions(reading.file, one, { gt: threshold }, path));
    else if (typeof one === 'string') expression(reading, one, path);
    else if (inner === null) reading.file.refuse(path, `\`${JSON.stringify(one)}\` is no condition`, 'write `<field>: <value>`');
    else mixed(reading, inner, path);
  }
}

/** A mapping in which parts of a match and fields of the context stand side by side. */
function mixed(reading: Reading, members: Members, path: Path): void {
  const parts = ['tool', 'operation', 'parameters', 'context', 'risk_signals'];
  block(reading, only(members, parts), path);
  const rest = Object.fromEntries(Object.entries(members).filter(([name]) => !parts.includes(name)));
  reading.conditions.push(...fields(reading.file, rest, path));
}

/** The paper's notation. */
function expression({ file, names, conditions }: Reading, text: string, path: Path): void {
  const read = readExpression(text);
  if ('unreadable' in read) {
    file.refuse(
      path,
      `\`${read.unreadable}\` cannot be read`,
      'write comparisons joined by AND: `tool == "email" AND context.level == "RESTRICTED"`',
    );
    return;
  }
  for (const { left, op, value } of read) {
    const [root = '', ...rest] = left.split('.');
    const plain = root === 'action' ? (rest[0] ?? '') : root;
    if (plain === 'tool' || plain === 'operation' || plain === 'op')
      names[plain === 'op' ? 'operation' : plain] = namesIn(file, named(op, value), path);
    else if (/^param(?:eter)?s$/u.test(plain))
      conditions.push(...conditionsOf(file, { kind: 'parameter', path: root === 'action' ? rest.slice(1) : rest }, { [op]: value }, path));
    else conditions.push(...contextConditions(file, left, { [op]: value }, path));
  }
}

const named = (op: Condition['op'], value: Json): Json | Members => (op === 'eq' || op === 'in' ? value : { [op]: value });

/** What an ALLOW is limited to; any other rule speaks where the limit is passed. */
function constraints(
  { file, conditions }: Reading,
  members: Members,
  { path, allows }: { readonly path: Path; readonly allows: boolean },
): void {
  for (const [name, value] of Object.entries(members)) {
    const at = [...path, name];
    if (name === 'domain_allowlist' && listed(value).every((one) => typeof one === 'string'))
      conditions.push({
        subject: { kind: 'context', field: 'destinations' },
        op: allows ? 'domain_in' : 'domain_not_in',
        value: listed(value) as Json,
        path: at,
      });
    else if (name === 'rate')
      file.refuse(at, 'a `rate` over a window cannot be expressed here', 'write the rule by hand with `count_within` of the rule library');
    else file.refuse(at, `the constraint \`${name}\` cannot be expressed`, 'only `domain_allowlist` can');
  }
}

/** `email.send` in place of a tool is tool and operation; lists mean any of them. */
function targetsOf({ tool, operation }: Names): readonly Target[] {
  const tools = tool.length === 0 ? ['*'] : tool;
  if (operation.length > 0) return tools.flatMap((one) => operation.map((other) => ({ tool: one, operation: other })));
  return tools.map((one) => {
    const at = one.lastIndexOf('.');
    return at > 0 ? { tool: one.slice(0, at), operation: one.slice(at + 1) } : { tool: one, operation: '*' };
  });
}

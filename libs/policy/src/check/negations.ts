import type { Rule } from '@writ/aarm';
import type { ParsedFile } from '../analyse.js';
import type { Stage } from '../build.js';
import { isFromLibrary } from '../library.js';
import type { SourceFile } from '../source.js';
import { nameOf, parseWithLines } from '../syntax.js';
import type { Module, Node } from '../syntax.js';
import type { Finding } from './report.js';

/** An expression as the parser gives it: a call is an array, the operator first. */
interface Expression {
  readonly negated?: boolean;
  readonly terms?: Node | readonly Node[];
  readonly location?: { readonly row: number };
}

/** A `not` that says nothing where what it asks about is undefined. */
interface Silent {
  readonly about: string;
  readonly line: number | null;
}

/**
 * Rego takes what is inside a call out of its `not`: `not known(host_of(url))` is undefined, and not true, where `host_of` finds
 * no host. A rule that means to stop what cannot be read keeps silent there.
 */
export async function negationFindings(at: Stage, parsed: readonly ParsedFile[], rules: readonly Rule[]): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const { pack, file, staged, module } of parsed.filter((one) => !isFromLibrary(one.file))) {
    const optional = optionalParameters(rules.find((rule) => rule.pack === pack.manifest.id && file.path === `rules/${rule.id}.rego`));
    if (silentIn(module, optional).length === 0) continue;
    // Again with lines, for these few files alone.
    const located = (await parseWithLines(at.opa, staged, at.folder)) ?? module;
    findings.push(...silentIn(located, optional).map((silent) => findingOf(silent, file)));
  }
  return findings;
}

const optionalParameters = (rule: Rule | undefined): ReadonlySet<string> =>
  new Set(Object.entries(rule?.parameters ?? {}).flatMap(([name, { optional }]) => (optional ? [name] : [])));

const findingOf = ({ about, line }: Silent, file: SourceFile): Finding => ({
  severity: 'warning',
  code: 'negation_silent',
  file: file.shown,
  line,
  what: `the \`not\` is undefined, and not true, where ${about} is`,
  remedy: 'ask in a definition of its own, `stops if not is_known` and `is_known if …`, or name the value in a line before',
});

function silentIn(module: Module, optional: ReadonlySet<string>): readonly Silent[] {
  const functions = new Set([
    ...(module.imports ?? []).map(({ path, alias }) => alias ?? lastOf(path)),
    ...(module.rules ?? []).filter(({ head }) => head.args !== undefined).map(nameOf),
  ]);
  return negationsIn(module.rules).flatMap(({ expression: { terms, location }, beside }) => {
    if (!Array.isArray(terms)) return [];
    const [operator, ...given] = terms as readonly Node[];
    const open = new Set([...optional].filter((name) => !parametersIn(beside).has(name)));
    const about = asked(given, functions) ?? (isEquality(operator) ? null : parameterIn(given, open));
    return about === null ? [] : [{ about, line: location?.row ?? null }];
  });
}

/** A negated expression, and the others of its body that must hold as well. */
interface Negation {
  readonly expression: Expression;
  readonly beside: readonly Expression[];
}

const isPlain = (member: Expression | null): member is Expression => member?.terms !== undefined && member.negated !== true;

/** The negated expressions below `root`, in source order. */
function negationsIn(root: unknown): readonly Negation[] {
  if (typeof root !== 'object' || root === null) return [];
  const members = Object.values(root);
  const beside = Array.isArray(root) ? (members as readonly (Expression | null)[]).filter(isPlain) : [];
  return members.flatMap((member) => [
    ...((member as Expression | null)?.negated === true ? [{ expression: member as Expression, beside }] : []),
    ...negationsIn(member),
  ]);
}

/** The function of a pack or library that is called within what is given to another call. */
function asked(given: readonly Node[], functions: ReadonlySet<string>): string | null {
  for (const { type, value } of nodesIn(given)) {
    const operator = type === 'call' && Array.isArray(value) ? namesOf(value[0] as Node) : [];
    if (functions.has(operator[0] ?? '')) return `\`${operator.join('.')}(…)\``;
  }
  return null;
}

function parameterIn(given: readonly Node[], open: ReadonlySet<string>): string | null {
  const name = [...parametersIn(given)].find((each) => open.has(each));
  return name === undefined ? null : `the parameter \`${name}\``;
}

/** The parameters that are named: where another line of the body names one, the rule is silent without it, whatever the `not` says. */
function parametersIn(root: unknown): ReadonlySet<string> {
  const names = nodesIn(root).map(namesOf);
  return new Set(
    names.flatMap(([head, action, parameters, name = '']) =>
      head === 'input' && action === 'action' && parameters === 'parameters' ? [name] : [],
    ),
  );
}

function nodesIn(root: unknown): readonly Node[] {
  if (typeof root !== 'object' || root === null) return [];
  return [...(Array.isArray(root) ? [] : [root]), ...Object.values(root).flatMap(nodesIn)];
}

const isEquality = (operator: Node | undefined): boolean => operator !== undefined && ['equal', 'eq'].includes(namesOf(operator).join('.'));

/** `destinations.host_of` as its parts; empty for what is no reference. */
const namesOf = ({ type, value }: Node): readonly string[] =>
  type === 'ref' && Array.isArray(value) ? (value as readonly Node[]).map((part) => String(part.value)) : [];

const lastOf = (path: Node): string => namesOf(path).at(-1) ?? '';

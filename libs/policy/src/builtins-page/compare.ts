import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildModule } from '../build.js';
import { compareValues } from '../builtins/compare-values.js';
import { regoText } from '../builtins/go-text.js';
import { HOST_BUILTINS } from '../builtins/host-builtins.js';
import { readRegoValue } from '../builtins/rego-value.js';
import type { RegoValue } from '../builtins/rego-value.js';
import { EVALUATION } from '../evaluation.js';
import { capabilities, opaText, runOpa } from '../opa.js';
import { compileModule } from '../wasm-policy.js';
import { Fault } from '../wasm/fault.js';
import { Machine } from '../wasm/machine.js';
import { EXPRESSIONS } from './expressions.js';
import type { Expression } from './expressions.js';

/** An expression with both answers, as text. */
export interface Compared {
  readonly builtin: string;
  readonly expression: string;
  readonly native: string;
  readonly module: string;
  readonly same: boolean;
}

/** One way to ask: with the arguments in the source, or out of the input where they are JSON. */
interface Variant {
  readonly builtin: string;
  readonly shown: string;
  readonly source: string;
}

/** Puts every expression to native OPA and to a module of the kind that decides. */
export async function compareBuiltins(opa: string): Promise<readonly Compared[]> {
  const folder = await mkdtemp(join(tmpdir(), 'writ-builtins-'));
  try {
    await writeFile(join(folder, 'capabilities.json'), await capabilities());
    const variants = await accepted({ opa, folder }, EXPRESSIONS.flatMap(variantsOf));
    const native = await askNative({ opa, folder }, variants.length);
    const module = await askModule({ opa, folder }, variants);
    return variants.map(({ builtin, shown }, index) => compared({ builtin, shown }, native.get(index), module.get(index)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Place {
  readonly opa: string;
  readonly folder: string;
}

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** All arguments that are JSON, by expression. */
const VALUES = `[${EXPRESSIONS.map(({ args }) => `[${args.map((text) => (isJson(text) ? text : 'null')).join(',')}]`).join(',\n')}]`;
/** Asks for the expressions from one number up to another. */
const inputOf = (from: number, to: number): string => `{"from": ${from}, "to": ${to}, "values": ${VALUES}}`;

function variantsOf({ builtin, args, written }: Expression, index: number): readonly Variant[] {
  const shown = written(args);
  const given = args.map((text, position) => (isJson(text) ? `input.values[${index}][${position}]` : text));
  return [
    { builtin, shown, source: shown },
    ...(args.some(isJson) ? [{ builtin, shown: `${shown}, out of the input`, source: written(given) }] : []),
  ];
}

const FILE = 'expressions.rego';
const ENTRYPOINT = 'writ/expressions/answers';
/** What kind of value it is stands beside it: JSON has no sets. */
const sourceOf = (variants: readonly Variant[]): string =>
  [
    'package writ.expressions',
    ...variants.map(
      ({ source }, at) =>
        `answers["${at}"] := {"kind": type_name(x), "value": x} if { input.from <= ${at}; ${at} < input.to; x := ${source} }`,
    ),
    '',
  ].join('\n');

/** Those that opa takes: a literal of the wrong type is refused when a policy is compiled, and no difference. */
async function accepted({ opa, folder }: Place, variants: readonly Variant[]): Promise<readonly Variant[]> {
  await writeFile(join(folder, FILE), sourceOf(variants));
  const args = ['check', '--format', 'json', '--max-errors', '10000', '--capabilities', 'capabilities.json', FILE];
  const { ok, stdout, stderr } = await runOpa(opa, args, folder);
  if (ok) return variants;
  const { errors } = JSON.parse(stdout + stderr) as { readonly errors: readonly { readonly location?: { readonly row: number } }[] };
  const refused = new Set(errors.map(({ location }) => (location?.row ?? 0) - 2));
  const left = variants.filter((_variant, index) => !refused.has(index));
  await writeFile(join(folder, FILE), sourceOf(left));
  return left;
}

type Answers = ReadonlyMap<number, Answer>;

async function askNative({ opa, folder }: Place, count: number): Promise<Answers> {
  await writeFile(join(folder, 'input.json'), inputOf(0, count));
  const args = ['eval', '--format', 'json', '--data', FILE, '--input', 'input.json', 'data.writ.expressions.answers'];
  const { result } = membersOf(readRegoValue((await opaText(opa, args, folder)).replaceAll(/\s*\n\s*/gu, ' ').trim()));
  const [first] = result as readonly RegoValue[];
  const [expression] = membersOf(first ?? null)['expressions'] as readonly RegoValue[];
  return numbered(membersOf(expression ?? null)['value']);
}

const numbered = (answers: RegoValue | undefined): Answers =>
  new Map(Object.entries(membersOf(answers ?? null)).map(([number, answer]) => [Number(number), answer]));

const membersOf = (value: RegoValue): Readonly<Record<string, RegoValue>> =>
  typeof value === 'object' && value !== null && 'object' in value
    ? Object.fromEntries(value.object.map(([key, member]) => [typeof key === 'string' ? key : regoText(key), member]))
    : {};

type Answer = RegoValue | { readonly fault: string } | undefined;

/** So many expressions in one evaluation; where it fails, ever fewer, until it is known which of them does. */
const TOGETHER = 64;

async function askModule(at: Place, variants: readonly Variant[]): Promise<Answers> {
  const bytes = await buildModule(at, { files: { [FILE]: sourceOf(variants) }, entrypoints: [ENTRYPOINT] });
  const machine = new Machine({ module: compileModule(bytes), pages: EVALUATION.pages, builtins: HOST_BUILTINS });
  const ask = (from: number, to: number): readonly (readonly [number, Answer])[] => {
    try {
      const [first] = readRegoValue(machine.evaluate(inputOf(from, to), ENTRYPOINT, EVALUATION)) as readonly RegoValue[];
      return [...numbered(membersOf(first ?? null)['result'])];
    } catch (cause) {
      if (!(cause instanceof Fault)) throw cause;
      const middle = Math.floor((from + to) / 2);
      return to - from === 1 ? [[from, { fault: cause.message }]] : [...ask(from, middle), ...ask(middle, to)];
    }
  };
  const starts = Array.from({ length: Math.ceil(variants.length / TOGETHER) }, (_, index) => index * TOGETHER);
  return new Map(starts.flatMap((from) => ask(from, Math.min(from + TOGETHER, variants.length))));
}

function compared({ builtin, shown }: Omit<Variant, 'source'>, native: Answer, module: Answer): Compared {
  const [one, other] = [plain(native), plain(module)];
  const same = one === undefined || other === undefined ? native === module : compareValues(one, other) === 0;
  return { builtin, expression: shown, native: textOf(native), module: textOf(module), same };
}

/** The value alone, a set as one; undefined where there is none. */
function plain(answer: Answer): RegoValue | undefined {
  if (answer === undefined || isFault(answer)) return undefined;
  const { kind = null, value = null } = membersOf(answer);
  return kind === 'set' && Array.isArray(value) ? { set: value as readonly RegoValue[] } : value;
}

const isFault = (answer: Answer): answer is { readonly fault: string } =>
  typeof answer === 'object' && answer !== null && 'fault' in answer;

function textOf(answer: Answer): string {
  if (answer === undefined) return 'undefined';
  if (isFault(answer)) return `\`rule_error\`: ${answer.fault}`;
  return `\`${regoText(plain(answer) ?? null)}\``;
}

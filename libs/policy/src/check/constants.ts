import { nameOf, packageOf } from '../syntax.js';
import type { Module, ModuleRule, Node } from '../syntax.js';
import { bindingsOf, operatorOf } from './bindings.js';
import type { Binding } from './bindings.js';

/** A node where its names mean something: the definition that it stands in. */
export interface Placed {
  readonly node: Node;
  readonly module: Module;
  readonly rule: ModuleRule;
}

/** What a term may be: constants, and whether it may be something that is not known before an action comes. */
export interface Possible {
  readonly constants: readonly Placed[];
  readonly open: boolean;
}

const UNKNOWN: Possible = { constants: [], open: true };
const NOTHING: Possible = { constants: [], open: false };
/** Definitions that lead through more others than this are taken for unknown. */
const MOST_STEPS = 24;

/**
 * Follows terms to the constants that they may stand for: through local names, definitions of the package and of libraries, members
 * of collections, parameters and results of functions. Whatever else a term may be is open.
 */
export class Constants {
  readonly #modules: readonly Module[];
  readonly #rules = new Map<string, Placed[]>();
  readonly #calls = new Map<string, { readonly args: readonly Node[]; readonly at: Placed }[]>();
  readonly #bindings = new Map<ModuleRule, readonly Binding[]>();

  constructor(modules: readonly Module[]) {
    this.#modules = modules;
    for (const module of modules)
      for (const rule of module.rules ?? []) push(this.#rules, `${packageOf(module)}.${nameOf(rule)}`, { node: rule, module, rule });
    for (const at of this.definitions())
      for (const { name, args } of operatorOf.all(at.rule)) push(this.#calls, this.#fullName(name, at.module), { args, at });
  }

  /** All definitions. */
  definitions(): readonly Placed[] {
    return this.#modules.flatMap((module) => (module.rules ?? []).map((rule) => ({ node: rule, module, rule })));
  }

  /** What a term may be. */
  of(term: Placed, steps = 0): Possible {
    const { node, module, rule } = term;
    if (steps > MOST_STEPS) return UNKNOWN;
    if (node.type === 'var') return this.#variable(String(node.value), term, steps);
    if (node.type === 'ref' && Array.isArray(node.value)) return this.#reference(node.value as readonly Node[], term, steps);
    if (node.type === 'call' && Array.isArray(node.value)) return this.#called(node.value as readonly Node[], term, steps);
    if (node.type?.endsWith('comprehension') === true) {
      const { term: member, value } = node.value as { readonly term?: Node; readonly value?: Node };
      return { constants: [{ node: { type: 'set', value: [member ?? value] }, module, rule }], open: false };
    }
    return { constants: [term], open: false };
  }

  #variable(name: string, { module, rule }: Placed, steps: number): Possible {
    const known = this.#bindings.get(rule) ?? bindingsOf(rule);
    this.#bindings.set(rule, known);
    const local = known.filter((binding) => binding.name === name);
    const found = local.map((binding) => this.#bound(binding, { module, rule }, steps + 1));
    if (found.length > 0) return union(found);
    const parameter = rule.head.args?.findIndex(({ type, value }) => type === 'var' && value === name) ?? -1;
    if (parameter >= 0) return this.#parameter(parameter, { module, rule }, steps + 1);
    return this.#defined(`${packageOf(module)}.${name}`, steps + 1);
  }

  #bound({ from, part }: Binding, { module, rule }: Omit<Placed, 'node'>, steps: number): Possible {
    if (from === null) return UNKNOWN;
    const source = this.of({ node: from, module, rule }, steps);
    return part === 'whole' ? source : this.#each(source, (placed) => (part === 'members' ? members(placed) : keys(placed)), steps);
  }

  #parameter(index: number, { module, rule }: Omit<Placed, 'node'>, steps: number): Possible {
    const calls = this.#calls.get(`${packageOf(module)}.${nameOf(rule)}`) ?? [];
    return union(calls.map(({ args, at }) => (args[index] === undefined ? UNKNOWN : this.of({ ...at, node: args[index] }, steps))));
  }

  /** All values of a definition: `else` branches and what is collected in a set included. */
  #defined(name: string, steps: number): Possible {
    const found = this.#rules.get(name);
    if (found === undefined) return UNKNOWN;
    return union(found.map(({ module, rule }) => this.#valuesOf(rule, { module, rule }, steps)));
  }

  #valuesOf(definition: ModuleRule, { module, rule }: Omit<Placed, 'node'>, steps: number): Possible {
    const { head } = definition;
    const isCollected = head.args === undefined && (head.key !== undefined || (head.ref?.length ?? 1) > 1);
    const value = head.value ?? head.key;
    if (value === undefined) return UNKNOWN;
    const node: Node = isCollected ? { type: 'set', value: [head.key ?? value] } : value;
    const other = definition.else === undefined ? NOTHING : this.#valuesOf(definition.else, { module, rule }, steps);
    return union([this.of({ node, module, rule }, steps), other]);
  }

  #called([operator, ...args]: readonly Node[], { module }: Placed, steps: number): Possible {
    const name = operator === undefined ? '' : operatorOf.name(operator);
    return args.length === 0 || name === '' ? UNKNOWN : this.#defined(this.#fullName(name, module), steps + 1);
  }

  #reference([head, ...path]: readonly Node[], at: Placed, steps: number): Possible {
    if (head === undefined || head.value === 'input') return UNKNOWN;
    const names = [String(head.value), ...path.map(({ type, value }) => (type === 'string' ? String(value) : ''))];
    // A definition elsewhere is the longest name that there is.
    for (let length = names.length; length > 0; length -= 1) {
      const full = this.#fullName(names.slice(0, length).join('.'), at.module);
      if (length === 1 && !this.#isImport(String(head.value), at.module)) break;
      if (this.#rules.has(full)) return this.#within(this.#defined(full, steps + 1), path.slice(length - 1), steps + 1);
    }
    return this.#within(this.of({ ...at, node: head }, steps + 1), path, steps + 1);
  }

  #within(start: Possible, path: readonly Node[], steps: number): Possible {
    return path.reduce((possible, step) => this.#each(possible, (placed) => stepInto(placed, step), steps), start);
  }

  #each(possible: Possible, parts: (placed: Placed) => readonly Placed[] | null, steps: number): Possible {
    const found = possible.constants.map((placed) => {
      const inner = parts(placed);
      return inner === null ? UNKNOWN : union(inner.map((part) => this.of(part, steps + 1)));
    });
    return union([{ constants: [], open: possible.open }, ...found]);
  }

  /** `data.…` of a name as it is written in a module. */
  #fullName(name: string, module: Module): string {
    if (name.startsWith('data.')) return name;
    const [head = '', ...rest] = name.split('.');
    const target = importOf(head, module);
    if (target !== null) return [target, ...rest].join('.');
    return `${packageOf(module)}.${name}`;
  }

  #isImport(name: string, module: Module): boolean {
    return name === 'data' || importOf(name, module) !== null;
  }
}

function importOf(name: string, module: Module): string | null {
  for (const { path, alias } of module.imports ?? []) {
    const full = operatorOf.name(path);
    if (full.startsWith('data.') && (alias ?? full.split('.').at(-1)) === name) return full;
  }
  return null;
}

const union = (all: readonly Possible[]): Possible => ({
  constants: all.flatMap(({ constants }) => constants),
  open: all.some(({ open }) => open),
});

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

const pairsOf = ({ value }: Node): readonly (readonly [Node, Node])[] => value as readonly (readonly [Node, Node])[];

/** The members of a collection; null where it is none. */
function members({ node, module, rule }: Placed): readonly Placed[] | null {
  if (node.type === 'object') return pairsOf(node).map(([, value]) => ({ node: value, module, rule }));
  if (node.type !== 'array' && node.type !== 'set') return null;
  return (node.value as readonly Node[]).map((member) => ({ node: member, module, rule }));
}

/** What a name stands for that is between the brackets behind a collection: a key, or a member of a set. */
function keys(placed: Placed): readonly Placed[] | null {
  const { node, module, rule } = placed;
  if (node.type === 'object') return pairsOf(node).map(([key]) => ({ node: key, module, rule }));
  return node.type === 'set' ? members(placed) : [];
}

/** The parts of a collection under a key that is named, or under any. */
function stepInto(placed: Placed, step: Node): readonly Placed[] | null {
  const { node, module, rule } = placed;
  if (step.type !== 'string' && step.type !== 'number') return members(placed);
  if (node.type === 'array') {
    const member = (node.value as readonly Node[])[Number(step.value)];
    return member === undefined ? [] : [{ node: member, module, rule }];
  }
  if (node.type !== 'object') return members(placed);
  return pairsOf(node).flatMap(([key, value]) => (key.value === step.value ? [{ node: value, module, rule }] : []));
}

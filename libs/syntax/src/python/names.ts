import type { SyntaxNode } from '@lezer/common';
import type { Steps } from '../steps.js';
import { argumentsOf, childOf, parametersOf, partsOf, scopeOf, textOf } from './program.js';
import type { Program } from './program.js';

/** What a name may stand for: an expression, or one of what an expression holds. */
export interface Binding {
  readonly node: SyntaxNode;
  readonly each: boolean;
}

const MOST_BINDINGS = 8;
/** Nodes that give names a meaning. */
const BINDING = new Set([
  'ImportStatement',
  'AssignStatement',
  'NamedExpression',
  'WithStatement',
  'FunctionDefinition',
  'ForStatement',
  'ComprehensionExpression',
  'ArrayComprehensionExpression',
  'SetComprehensionExpression',
  'DictionaryComprehensionExpression',
]);

/** What the names of a program may stand for, wherever they are assigned: the order in which it runs is not followed. */
export class Names {
  readonly imports = new Set<string>();
  /** Modules of which every name was taken. */
  readonly stars = new Set<string>();
  readonly #aliases = new Map<string, string>();
  readonly #bindings = new Map<string, Binding[]>();
  readonly #functions = new Map<string, SyntaxNode | null>();
  /** By where its definition begins: the names of a function's parameters. */
  readonly #parameters = new Map<number, readonly string[]>();
  readonly #program: Program;
  readonly #steps: Steps;

  constructor(program: Program, steps: Steps) {
    this.#program = program;
    this.#steps = steps;
    const calls: SyntaxNode[] = [];
    program.top.cursor().iterate((ref) => {
      if (ref.name === 'CallExpression') calls.push(ref.node);
      else if (BINDING.has(ref.name)) this.#learn(ref.node);
    });
    for (const call of calls) this.#giveArguments(call);
  }

  /** The full name of what was imported under a name; null if nothing was. */
  imported(name: string): string | null {
    return this.#aliases.get(name) ?? null;
  }

  /** What a name may stand for where it is used; undefined if the program gives it no meaning. */
  bindings(name: string, use: SyntaxNode): readonly Binding[] | undefined {
    for (let scope = scopeOf(use, this.#steps); scope !== null; scope = scopeOf(scope, this.#steps)) {
      const here = this.#bindings.get(keyOf(scope, name));
      if (here !== undefined) return here;
    }
    return this.#bindings.get(keyOf(null, name));
  }

  /** What `self.name` may stand for. */
  attribute(name: string): readonly Binding[] {
    return this.#bindings.get(keyOf(null, `.${name}`)) ?? [];
  }

  defines(name: string): boolean {
    return this.#functions.has(name);
  }

  #text(node: SyntaxNode): string {
    return textOf(this.#program, node);
  }

  #learn(node: SyntaxNode): void {
    if (node.name === 'ImportStatement') this.#import(node);
    else if (node.name === 'AssignStatement' || node.name === 'NamedExpression') this.#assign(node);
    else if (node.name === 'WithStatement') this.#with(partsOf(node));
    else if (node.name === 'FunctionDefinition') this.#define(node);
    else this.#loops(partsOf(node));
  }

  /** `import a.b as c`, `from a import (b as c, d)`, `from a import *`. */
  #import(node: SyntaxNode): void {
    const tokens: string[] = [];
    for (let child = node.firstChild; child !== null; child = child.nextSibling)
      if (!['(', ')', 'Comment', '⚠'].includes(child.name)) tokens.push(this.#text(child));
    const at = tokens.indexOf('import');
    const module = tokens[0] === 'from' ? tokens.slice(1, at).join('') : null;
    if (module !== null) this.imports.add(module);
    const names = tokens.slice(at + 1).join(' ');
    for (const one of names.split(',')) this.#importOne(module, one.replaceAll(' . ', '.').trim());
  }

  #importOne(module: string | null, one: string): void {
    if (one === '') return;
    if (one === '*') {
      if (module !== null) this.stars.add(module);
      return;
    }
    const [name = one, alias] = one.split(' as ');
    const [first = name] = name.split('.');
    if (module === null) this.imports.add(name);
    const full = module === null ? (alias === undefined ? first : name) : `${module}.${name}`;
    this.#aliases.set(alias ?? first, full);
  }

  /** `a = b = value`, `a, b = value, value`, `self.a = value`. */
  #assign(node: SyntaxNode): void {
    const sides: SyntaxNode[][] = [[]];
    for (const part of partsOf(node)) {
      if (part.name === 'AssignOp') sides.push([]);
      else if (part.name !== 'TypeDef') sides.at(-1)?.push(part);
    }
    const values = sides.pop() ?? [];
    const [only] = values;
    if (only === undefined || sides.length === 0) return;
    const given = unpacked(values);
    for (const targets of sides.map(unpacked)) {
      for (const [i, target] of targets.entries()) {
        const value = targets.length === given.length ? given[i] : only;
        if (value !== undefined) this.#bind(target, { node: value, each: targets.length !== given.length });
      }
    }
  }

  /** `for a, b in values`, in statements and in comprehensions. */
  #loops(parts: readonly SyntaxNode[]): void {
    let end = -1;
    for (const [i, part] of parts.entries()) {
      if (part.name !== 'for') continue;
      if (end <= i) end = placeOfIn(parts, i);
      const values = parts[end + 1];
      if (end >= parts.length || values === undefined) break;
      this.#steps.take(end - i);
      for (const target of unpacked(parts.slice(i + 1, end))) this.#bind(target, { node: values, each: true });
    }
  }

  /** `with value as name`. */
  #with(parts: readonly SyntaxNode[]): void {
    for (const [i, part] of parts.entries()) {
      const [value, target] = [parts[i - 1], parts[i + 1]];
      if (part.name === 'as' && value !== undefined && target !== undefined) this.#bind(target, { node: value, each: false });
    }
  }

  #define(node: SyntaxNode): void {
    const name = childOf(node, 'VariableName');
    if (name === null) return;
    const known = this.#functions.has(this.#text(name));
    this.#functions.set(this.#text(name), known ? null : node);
    const parameters = parametersOf(this.#program, node);
    for (const { name: parameter, otherwise } of parameters)
      this.#bindings.set(keyOf(node, parameter), otherwise === null ? [] : [{ node: otherwise, each: false }]);
    const names = parameters.map((parameter) => parameter.name);
    this.#parameters.set(node.from, names[0] === 'self' || names[0] === 'cls' ? names.slice(1) : names);
  }

  /** What a function is called with is what its parameters stand for. */
  #giveArguments(call: SyntaxNode): void {
    const callee = call.firstChild;
    const name = callee?.name === 'MemberExpression' ? callee.lastChild : callee;
    const definition = name === null ? undefined : this.#functions.get(this.#text(name));
    if (definition === undefined || definition === null) return;
    const parameters = this.#parameters.get(definition.from) ?? [];
    for (const [i, { node, keyword, spread }] of argumentsOf(this.#program, call).entries()) {
      const parameter = keyword ?? parameters[i];
      if (parameter !== undefined) this.#keep(keyOf(definition, parameter), { node, each: spread });
    }
  }

  #bind(target: SyntaxNode, binding: Binding): void {
    if (target.name === 'VariableName') this.#keep(keyOf(scopeOf(target, this.#steps), this.#text(target)), binding);
    else if (target.name === 'MemberExpression' && target.lastChild !== null)
      this.#keep(keyOf(null, `.${this.#text(target.lastChild)}`), binding);
  }

  #keep(key: string, binding: Binding): void {
    const known = this.#bindings.get(key);
    if (known === undefined) this.#bindings.set(key, [binding]);
    else if (known.length < MOST_BINDINGS) known.push(binding);
  }
}

/** Where the next `in` stands; behind the end if there is none. */
function placeOfIn(parts: readonly SyntaxNode[], from: number): number {
  let at = from + 1;
  while (at < parts.length && parts[at]?.name !== 'in') at += 1;
  return at;
}

const keyOf = (scope: SyntaxNode | null, name: string): string => `${scope?.from ?? -1}:${name}`;

/** The parts of a pair in brackets, or what is there. */
function unpacked(nodes: readonly SyntaxNode[]): readonly SyntaxNode[] {
  const [only] = nodes;
  return nodes.length === 1 && only !== undefined && /^(Tuple|Array)Expression$/u.test(only.name) ? partsOf(only) : nodes;
}

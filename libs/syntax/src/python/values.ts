import type { SyntaxNode } from '@lezer/common';
import type { Binding, Names } from './names.js';
import { argumentsOf, partsOf, textOf } from './program.js';
import type { Argument, Program } from './program.js';
import { decoded, stringOf } from './strings.js';
import { filled, joined, LONGEST, united, UNKNOWN } from './value.js';
import type { Value } from './value.js';

const DEEPEST = 24;
const MOST_STEPS = 50_000;

/** Calls that put texts together to a path. */
const JOINING = new Set([
  'os.path.join',
  'posixpath.join',
  'Path',
  'PurePath',
  'PosixPath',
  'pathlib.Path',
  'pathlib.PurePath',
  'pathlib.PosixPath',
]);
/** Calls that stand for the text that they were given. */
const SAME =
  /^(str|bytes|bytearray|repr|iter|list|sorted|set|tuple|reversed|os\.(fspath|fsencode)|os\.path\.(expanduser|expandvars|abspath|realpath|normpath)|glob\.i?glob|shlex\.(quote|split))$/u;
const SAME_METHOD = /^(encode|decode|strip|lstrip|rstrip|lower|resolve|absolute|expanduser|as_posix|split|splitlines|copy)$/u;
/** Calls that go through what is inside of a folder. */
const INSIDE = /^(os\.(walk|listdir|scandir|fwalk))$/u;

/** What expressions stand for, as far as a program says it without being run. */
export class Values {
  readonly #known = new Map<string, Value>();
  readonly #program: Program;
  readonly #names: Names;
  #steps = 0;
  #depth = 0;

  constructor(program: Program, names: Names) {
    this.#program = program;
    this.#names = names;
  }

  /** Whether the program is too tangled to be followed to its end. */
  get tangled(): boolean {
    return this.#steps > MOST_STEPS;
  }

  of(node: SyntaxNode): Value {
    const key = `${node.name}:${node.from}:${node.to}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.#steps += 1;
    if (this.#depth >= DEEPEST || this.tangled) return UNKNOWN;
    this.#known.set(key, UNKNOWN);
    this.#depth += 1;
    const value = this.#compute(node);
    this.#depth -= 1;
    this.#known.set(key, value);
    return value;
  }

  /** What one of the things inside of an expression may be. */
  elements(node: SyntaxNode): Value {
    if (/^(Array|Tuple|Set)Expression$/u.test(node.name)) return united(partsOf(node).map((part) => this.of(part)));
    if (node.name === 'VariableName' && this.#depth < DEEPEST) {
      this.#depth += 1;
      const bound = this.#names.bindings(this.#text(node), node) ?? [];
      const value = united(bound.map((binding) => this.elements(binding.node)));
      this.#depth -= 1;
      return value;
    }
    if (node.name !== 'CallExpression') return this.of(node);
    const [first] = argumentsOf(this.#program, node);
    const name = this.fullName(node.firstChild);
    if (name !== null && INSIDE.test(name)) return first === undefined ? UNKNOWN : joined([this.of(first.node), UNKNOWN], '/');
    return this.of(node);
  }

  /** The full name of what an expression refers to: a function, a class or a module. Null for values. */
  fullName(node: SyntaxNode | null): string | null {
    if (node === null || this.#depth >= DEEPEST) return null;
    this.#depth += 1;
    const name = this.#fullName(node);
    this.#depth -= 1;
    return name;
  }

  /** The call that made a value, by its full name. */
  maker(node: SyntaxNode): string | null {
    if (node.name === 'CallExpression') return this.fullName(node.firstChild);
    if (node.name === 'ParenthesizedExpression' || node.name === 'AwaitExpression') return this.#last(node, (inner) => this.maker(inner));
    if (this.#depth >= DEEPEST) return null;
    this.#depth += 1;
    const made = this.#boundTo(node)?.map((binding) => this.maker(binding.node)) ?? [];
    this.#depth -= 1;
    return made.find((name) => name !== null) ?? null;
  }

  #text(node: SyntaxNode): string {
    return textOf(this.#program, node);
  }

  #compute(node: SyntaxNode): Value {
    switch (node.name) {
      case 'String':
        return [stringOf(this.#text(node))];
      case 'FormatString':
      case 'ContinuedString':
        return this.#pieces(node);
      case 'ParenthesizedExpression':
      case 'AwaitExpression':
      case 'NamedExpression':
        return this.#last(node, (inner) => this.of(inner)) ?? UNKNOWN;
      case 'ConditionalExpression':
        return united([node.firstChild, node.lastChild].flatMap((part) => (part === null ? [] : [this.of(part)])));
      case 'BinaryExpression':
        return this.#sum(node);
      case 'ArrayExpression':
      case 'TupleExpression':
        return joined(
          partsOf(node).map((part) => this.of(part)),
          ' ',
        );
      case 'VariableName':
        return united((this.#boundTo(node) ?? []).map((binding) => this.#ofBinding(binding)));
      case 'MemberExpression':
        return this.#member(node);
      case 'CallExpression':
        return this.#call(node);
      default:
        return UNKNOWN;
    }
  }

  #ofBinding({ node, each }: Binding): Value {
    return each ? this.elements(node) : this.of(node);
  }

  /** A text of several pieces, some of them computed. */
  #pieces(node: SyntaxNode): Value {
    if (node.name === 'ContinuedString')
      return joined(
        partsOf(node).map((part) => this.of(part)),
        '',
      );
    const written = this.#text(node);
    const open = /^[a-zA-Z]*("""|'''|"|')/u.exec(written)?.[0].length ?? 1;
    const close = written.endsWith('"""') || written.endsWith("'''") ? 3 : 1;
    const pieces: Value[] = [];
    let from = node.from + open;
    for (const part of partsOf(node)) {
      if (part.name !== 'FormatReplacement') continue;
      pieces.push([this.#program.text.slice(from, part.from)]);
      const [inner] = partsOf(part);
      pieces.push(inner === undefined ? UNKNOWN : this.of(inner));
      from = part.to;
    }
    pieces.push([this.#program.text.slice(from, Math.max(from, node.to - close))]);
    return joined(pieces, '');
  }

  /** `a + b`, `path / b`, `'…%s…' % b`. */
  #sum(node: SyntaxNode): Value {
    const [left, operator, right] = partsOf(node);
    if (left === undefined || operator === undefined || right === undefined) return UNKNOWN;
    const sign = this.#text(operator);
    if (sign === '+') return joined([this.of(left), this.of(right)], '');
    if (sign === '/') return joined([this.of(left), this.of(right)], '/');
    if (sign === '%') return filled(this.of(left), this.of(right), /%[sdrxf]/u);
    return UNKNOWN;
  }

  #member(node: SyntaxNode): Value {
    const object = node.firstChild;
    const property = node.getChild('PropertyName');
    if (object === null) return UNKNOWN;
    if (property === null) return this.elements(object);
    if (this.fullName(node) === 'os.sep') return ['/'];
    return united((this.#boundTo(node) ?? []).map((binding) => this.#ofBinding(binding)));
  }

  #call(node: SyntaxNode): Value {
    const callee = node.firstChild;
    const given = argumentsOf(this.#program, node);
    const [first] = given;
    const name = this.fullName(callee);
    if (name?.endsWith('Path.home') === true) return ['~'];
    if (name !== null && JOINING.has(name))
      return joined(
        given.map((argument) => this.of(argument.node)),
        '/',
      );
    if (name !== null && SAME.test(name)) return first === undefined ? UNKNOWN : this.of(first.node);
    const decode = name === null ? undefined : decoded(name);
    if (decode !== undefined && first !== undefined) return this.of(first.node).map((text) => (text === null ? null : decode(text)));
    const method = callee?.getChild('PropertyName');
    const object = callee?.firstChild;
    if (method === null || method === undefined || object === null || object === undefined) return UNKNOWN;
    return this.#method(this.#text(method), this.of(object), given);
  }

  /** A method of a text or of a path. */
  #method(name: string, on: Value, given: readonly Argument[]): Value {
    const [first, second] = given.map(({ node }) => this.of(node));
    if (SAME_METHOD.test(name)) return on;
    if (name === 'joinpath') return joined([on, ...given.map(({ node }) => this.of(node))], '/');
    if (name === 'rglob' || name === 'glob' || name === 'iterdir') return joined([on, first ?? UNKNOWN], '/');
    if (name === 'format') return given.reduce((text: Value, { node }) => filled(text, this.of(node), /\{[^{}]*\}/u), on);
    if (name === 'join' && given[0] !== undefined && typeof on[0] === 'string') return this.#joinedBy(on[0], given[0].node);
    if (name === 'replace' && typeof first?.[0] === 'string' && typeof second?.[0] === 'string') {
      const [what, by] = [first[0], second[0]];
      return on.map((text) => text?.replaceAll(what, by).slice(0, LONGEST) ?? null);
    }
    return UNKNOWN;
  }

  #joinedBy(separator: string, list: SyntaxNode): Value {
    const [bound] = list.name === 'VariableName' ? (this.#boundTo(list) ?? []) : [];
    const from = bound?.node ?? list;
    if (!/^(Array|Tuple)Expression$/u.test(from.name)) return UNKNOWN;
    return joined(
      partsOf(from).map((part) => this.of(part)),
      separator,
    );
  }

  #fullName(node: SyntaxNode): string | null {
    if (node.name === 'VariableName') return this.#nameOfVariable(node);
    if (node.name === 'CallExpression') return this.#nameOfCall(node);
    if (node.name === 'ParenthesizedExpression') return this.#last(node, (inner) => this.fullName(inner));
    if (node.name !== 'MemberExpression') return null;
    const [object, property] = partsOf(node);
    if (object === undefined || property === undefined) return null;
    if (property.name !== 'PropertyName')
      return /^(globals|locals|vars)\(|^__builtins__/u.test(this.#text(object)) ? (this.of(property)[0] ?? null) : null;
    const bound = object.name === 'VariableName' && this.#text(object) === 'self' ? this.#boundTo(node) : undefined;
    if (bound !== undefined) return this.#first(bound);
    const module = this.fullName(object);
    return module === null ? null : withoutBuiltins(`${module}.${this.#text(property)}`);
  }

  #nameOfVariable(node: SyntaxNode): string | null {
    const name = this.#text(node);
    const imported = this.#names.imported(name);
    if (imported !== null) return imported;
    const bound = this.#names.bindings(name, node);
    return bound === undefined ? name : this.#first(bound);
  }

  /** `getattr(module, 'name')`, `__import__('module')`. */
  #nameOfCall(node: SyntaxNode): string | null {
    const [first, second] = argumentsOf(this.#program, node);
    const callee = this.fullName(node.firstChild);
    if (first === undefined || callee === null) return null;
    if (callee === '__import__' || callee === 'importlib.import_module') return this.of(first.node)[0] ?? null;
    if (callee !== 'getattr' || second === undefined) return null;
    const [object, name] = [this.fullName(first.node), this.of(second.node)[0] ?? null];
    return object === null || name === null ? null : withoutBuiltins(`${object}.${name}`);
  }

  #first(bound: readonly Binding[]): string | null {
    for (const { node, each } of bound) {
      const name = each ? null : this.fullName(node);
      if (name !== null) return name;
    }
    return null;
  }

  #boundTo(node: SyntaxNode): readonly Binding[] | undefined {
    if (node.name === 'VariableName') return this.#names.bindings(this.#text(node), node);
    const [object, property] = node.name === 'MemberExpression' ? [node.firstChild, node.getChild('PropertyName')] : [null, null];
    if (object === null || property === null || this.#text(object) !== 'self') return undefined;
    return this.#names.attribute(this.#text(property));
  }

  #last<T>(node: SyntaxNode, read: (inner: SyntaxNode) => T): T | null {
    const inner = partsOf(node).at(-1);
    return inner === undefined ? null : read(inner);
  }
}

const withoutBuiltins = (name: string): string => name.replace(/^(builtins|__builtins__|__main__)\./u, '');

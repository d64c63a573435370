import type { SyntaxNode } from '@lezer/common';
import type { Binding, Names } from './names.js';
import type { Steps } from '../steps.js';
import { Answers, Asking, placeOf } from './answers.js';
import { INSIDE, JOINING, SAME, SAME_METHOD, withoutBuiltins } from './known-calls.js';
import { formatPieces } from './format-pieces.js';
import { argumentsOf, memberOf, partsOf, textOf } from './program.js';
import type { Argument, Program } from './program.js';
import { decoded, stringOf } from './strings.js';
import { filled, joined, replaced, united, UNKNOWN } from './value.js';
import type { Value } from './value.js';

const DEEPEST = 24;
/** Stands for the value of an expression that is being worked out. */
const OPEN: Value = [null];
const MOST_EXPRESSIONS = 50_000;
const STEPS_OF_QUESTION = 8;
/** Signs of a text that are copied in the time of a step. */
const SIGNS_OF_STEP = 16;

/** What expressions stand for, as far as a program says it without being run. */
export class Values {
  readonly #known = new Map<number, Value>();
  readonly #asking: Asking;
  readonly #fullNames: Answers<string | null>;
  readonly #makers: Answers<string | null>;
  readonly #elements: Answers<Value>;
  readonly #program: Program;
  readonly #names: Names;
  readonly #steps: Steps;
  #expressions = 0;
  #depth = 0;

  constructor(program: Program, names: Names, steps: Steps) {
    this.#program = program;
    this.#names = names;
    this.#steps = steps;
    this.#asking = new Asking(steps);
    this.#fullNames = new Answers<string | null>(null, this.#asking);
    this.#makers = new Answers<string | null>(null, this.#asking);
    this.#elements = new Answers<Value>(UNKNOWN, this.#asking);
  }

  /** Whether the program is too tangled to be followed to its end. */
  get tangled(): boolean {
    return this.#expressions > MOST_EXPRESSIONS;
  }

  of(node: SyntaxNode): Value {
    const place = placeOf(node);
    const known = this.#known.get(place);
    if (known === OPEN) return this.#unsaid();
    if (known !== undefined) return known;
    this.#expressions += 1;
    if (this.#depth >= DEEPEST || this.tangled) return this.#unsaid();
    this.#known.set(place, OPEN);
    this.#depth += 1;
    const value = this.#compute(node);
    this.#depth -= 1;
    this.#known.set(place, value);
    for (const text of value) this.#steps.take(STEPS_OF_QUESTION + (text?.length ?? 0) / SIGNS_OF_STEP);
    return value;
  }

  /** Not known yet, or too deep: what rests on it has to be asked anew elsewhere. */
  #unsaid(): Value {
    this.#asking.cut(0);
    return UNKNOWN;
  }

  /** What one of the things inside of an expression may be. */
  elements(node: SyntaxNode): Value {
    return this.#elements.of(node, () => this.#elementsOf(node));
  }

  #elementsOf(node: SyntaxNode): Value {
    if (/^(Array|Tuple|Set)Expression$/u.test(node.name)) return united(partsOf(node).map((part) => this.of(part)));
    if (node.name === 'VariableName') return united((this.#boundTo(node) ?? []).map((binding) => this.elements(binding.node)));
    if (node.name !== 'CallExpression') return this.of(node);
    const [first] = argumentsOf(this.#program, node);
    const name = this.fullName(node.firstChild);
    if (name !== null && INSIDE.test(name)) return first === undefined ? UNKNOWN : joined([this.of(first.node), UNKNOWN], '/');
    return this.of(node);
  }

  /** The full name of what an expression refers to: a function, a class or a module. Null for values. */
  fullName(node: SyntaxNode | null): string | null {
    return node === null ? null : this.#fullNames.of(node, () => this.#fullName(node));
  }

  /** The call that made a value, by its full name. */
  maker(node: SyntaxNode): string | null {
    if (node.name === 'CallExpression') return this.fullName(node.firstChild);
    return this.#makers.of(node, () => this.#maker(node));
  }

  #maker(node: SyntaxNode): string | null {
    if (node.name === 'ParenthesizedExpression' || node.name === 'AwaitExpression') return this.#last(node, (inner) => this.maker(inner));
    const made = this.#boundTo(node)?.map((binding) => this.maker(binding.node)) ?? [];
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
    const pieces = node.name === 'ContinuedString' ? partsOf(node) : formatPieces(this.#program, node);
    return joined(
      pieces.map((piece) => (piece === null ? UNKNOWN : typeof piece === 'string' ? [piece] : this.of(piece))),
      '',
    );
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
    if (object === null) return UNKNOWN;
    if (memberOf(node) === null) return this.elements(object);
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
    if (decode !== undefined && first !== undefined) return this.#each(this.of(first.node), decode);
    const member = memberOf(callee);
    if (member === null) return UNKNOWN;
    return this.#method(this.#text(member.property), this.of(member.object), given);
  }

  /** A method of a text or of a path. */
  #method(name: string, on: Value, given: readonly Argument[]): Value {
    const [first, second] = given.map(({ node }) => this.of(node));
    if (SAME_METHOD.test(name)) return on;
    if (name === 'joinpath') return joined([on, ...given.map(({ node }) => this.of(node))], '/');
    if (name === 'rglob' || name === 'glob' || name === 'iterdir') return joined([on, first ?? UNKNOWN], '/');
    if (name === 'format') return given.reduce((text: Value, { node }) => this.#filled(text, node), on);
    if (name === 'join' && given[0] !== undefined && typeof on[0] === 'string') return this.#joinedBy(on[0], given[0].node);
    if (name === 'replace' && typeof first?.[0] === 'string' && typeof second?.[0] === 'string') {
      const [what, by] = [first[0], second[0]];
      return this.#each(on, (text) => replaced(text, what, by));
    }
    return UNKNOWN;
  }

  #filled(texts: Value, node: SyntaxNode): Value {
    for (const text of texts) this.#steps.take(1 + (text?.length ?? 0) / SIGNS_OF_STEP);
    return filled(texts, this.of(node), PLACE);
  }

  #each(texts: Value, change: (text: string) => string): Value {
    for (const text of texts) this.#steps.take(text?.length ?? 0);
    return texts.map((text) => (text === null ? null : change(text)));
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
    const member = node.name === 'MemberExpression' ? memberOf(node) : null;
    if (member === null || this.#text(member.object) !== 'self') return undefined;
    return this.#names.attribute(this.#text(member.property));
  }

  #last<T>(node: SyntaxNode, read: (inner: SyntaxNode) => T): T | null {
    const inner = partsOf(node).at(-1);
    return inner === undefined ? null : read(inner);
  }
}

const PLACE = /\{[^{}]*\}/u;

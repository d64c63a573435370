import { parser } from '@lezer/python';
import type { Input, PartialParse, SyntaxNode, Tree } from '@lezer/common';
import type { Steps } from '../steps.js';

/** A program: its text and its tree. What cannot be parsed is a hole in the tree, and the rest is still there. */
export interface Program {
  readonly text: string;
  readonly top: SyntaxNode;
}

/** An argument of a call: its expression, the name it is given by, and whether it stands for many (`*args`). */
export interface Argument {
  readonly node: SyntaxNode;
  readonly keyword: string | null;
  readonly spread: boolean;
}

/** What a parse holds beyond its interface: the ways in which it reads on, and whether it is looking for a way to do so. */
interface Work extends PartialParse {
  readonly stacks: readonly { readonly stack: readonly number[] }[];
  readonly recovering: number;
}

const STEPS_OF_TOKEN = 36;
/** Where a text is wrong, each way is tried anew with tokens left out and put in, and for each all that is open is copied. */
const STEPS_OF_REPAIR = 400;
const STEPS_OF_COPY = 3;
/** Numbers that the parser keeps for what is open; three for each level. Deeper trees could exhaust the stack. */
const MOST_OPEN = 3000;
/** Signs that the parser is handed at once. */
const PIECE = 256;

/** Parses a program, token by token, so that the work can be counted; null where it is nested too deeply. */
export function parsed(text: string, steps: Steps): Program | null {
  const parse = parser.startParse(countedInput(text, steps)) as Work;
  let tree: Tree | null = null;
  while (tree === null) {
    const ways = parse.stacks.length;
    const open = parse.stacks[0]?.stack.length ?? 0;
    if (open > MOST_OPEN) return null;
    steps.take(ways * STEPS_OF_TOKEN + (ways - 1) * open);
    tree = parse.advance();
    if (parse.recovering > 0) steps.take(ways * (STEPS_OF_REPAIR + open * STEPS_OF_COPY));
  }
  return { text, top: tree.topNode };
}

/** A text in pieces: where a quote is looked for up to the end, over and over, each of them counts. */
function countedInput(text: string, steps: Steps): Input {
  let end = -1;
  return {
    length: text.length,
    lineChunks: false,
    chunk: (from) => {
      steps.take(from === end ? PIECE / 2 : 1);
      end = from + PIECE;
      return text.slice(from, end);
    },
    read: (from, to) => text.slice(from, to),
  };
}

export const textOf = ({ text }: Program, { from, to }: SyntaxNode): string => text.slice(from, to);

const ASIDE = new Set(['(', ')', '[', ']', '{', '}', ',', ':', '.', 'Comment', '⚠']);

/** What is directly inside, without brackets, commas and comments. */
export function partsOf(node: SyntaxNode): readonly SyntaxNode[] {
  const parts: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) if (!ASIDE.has(child.name)) parts.push(child);
  return parts;
}

/** The first part of a kind. (The node's own way to it starts at the top of the tree.) */
export function childOf(node: SyntaxNode, name: string): SyntaxNode | null {
  let child = node.firstChild;
  while (child !== null && child.name !== name) child = child.nextSibling;
  return child;
}

/** What an expression such as `object.property` is of. */
export interface Member {
  readonly object: SyntaxNode;
  readonly property: SyntaxNode;
}

/** The parts of such an expression; null where it is none. */
export function memberOf(node: SyntaxNode | null): Member | null {
  const [object, property] = node === null ? [null, null] : [node.firstChild, childOf(node, 'PropertyName')];
  return object === null || property === null ? null : { object, property };
}

/** The arguments of a call in their order. */
export function argumentsOf(program: Program, call: SyntaxNode): readonly Argument[] {
  const list = childOf(call, 'ArgList');
  if (list === null) return [];
  const found: Argument[] = [];
  const parts = partsOf(list);
  for (let i = 0; i < parts.length; i += 1) {
    const [node, next, value] = [parts[i], parts[i + 1], parts[i + 2]];
    if (node === undefined) break;
    const stars = node.name === '*' || node.name === '**';
    if (stars && next !== undefined) {
      found.push({ node: next, keyword: null, spread: true });
      i += 1;
    } else if (next?.name === 'AssignOp' && value !== undefined) {
      found.push({ node: value, keyword: textOf(program, node), spread: false });
      i += 2;
    } else found.push({ node, keyword: null, spread: false });
  }
  return found;
}

/** A parameter of a function, and what it is where no argument is given. */
export interface Parameter {
  readonly name: string;
  readonly otherwise: SyntaxNode | null;
}

/** The parameters of a function in their order, without `*` and types. */
export function parametersOf(program: Program, definition: SyntaxNode): readonly Parameter[] {
  const list = childOf(definition, 'ParamList');
  if (list === null) return [];
  const parts = partsOf(list).filter(({ name }) => !['TypeDef', '*', '**', '/'].includes(name));
  return parts.flatMap((node, i) => {
    if (node.name !== 'VariableName' || parts[i - 1]?.name === 'AssignOp') return [];
    return [{ name: textOf(program, node), otherwise: parts[i + 1]?.name === 'AssignOp' ? (parts[i + 2] ?? null) : null }];
  });
}

/** How far up is looked for a function: what is nested deeper counts as the program's own. */
const HIGHEST = 200;

/** Where the names of a node belong: its function, or the program. */
export function scopeOf(node: SyntaxNode, steps: Steps): SyntaxNode | null {
  let above = node.parent;
  for (let level = 0; above !== null && level < HIGHEST; level += 1, above = above.parent) {
    steps.take();
    if (above.name === 'FunctionDefinition' || above.name === 'LambdaExpression') return above;
  }
  return null;
}

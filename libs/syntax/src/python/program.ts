import { parser } from '@lezer/python';
import type { SyntaxNode } from '@lezer/common';

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

export const parsed = (text: string): Program => ({ text, top: parser.parse(text).topNode });

export const textOf = ({ text }: Program, { from, to }: SyntaxNode): string => text.slice(from, to);

const ASIDE = new Set(['(', ')', '[', ']', '{', '}', ',', ':', '.', 'Comment', '⚠']);

/** What is directly inside, without brackets, commas and comments. */
export function partsOf(node: SyntaxNode): readonly SyntaxNode[] {
  const parts: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) if (!ASIDE.has(child.name)) parts.push(child);
  return parts;
}

/** The arguments of a call in their order. */
export function argumentsOf(program: Program, call: SyntaxNode): readonly Argument[] {
  const list = call.getChild('ArgList');
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
  const list = definition.getChild('ParamList');
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
export function scopeOf(node: SyntaxNode): SyntaxNode | null {
  let above = node.parent;
  for (let level = 0; above !== null && level < HIGHEST; level += 1, above = above.parent)
    if (above.name === 'FunctionDefinition' || above.name === 'LambdaExpression') return above;
  return null;
}

import type { SyntaxNode } from '@lezer/common';
import { partsOf, textOf } from './program.js';
import type { Program } from './program.js';

/** The texts of a formatted text and the expressions between them, null for one that is missing. */
export function formatPieces(program: Program, node: SyntaxNode): readonly (string | SyntaxNode | null)[] {
  const written = textOf(program, node);
  const open = /^[a-zA-Z]*("""|'''|"|')/u.exec(written)?.[0].length ?? 1;
  const close = written.endsWith('"""') || written.endsWith("'''") ? 3 : 1;
  const pieces: (string | SyntaxNode | null)[] = [];
  let from = node.from + open;
  for (const part of partsOf(node)) {
    if (part.name !== 'FormatReplacement') continue;
    const [inner = null] = partsOf(part);
    pieces.push(program.text.slice(from, part.from), inner);
    from = part.to;
  }
  return [...pieces, program.text.slice(from, Math.max(from, node.to - close))];
}

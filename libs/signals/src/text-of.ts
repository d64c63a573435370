import type { Json } from '@writ/aarm';

/** What detectors look at, at most, in UTF-16 units. */
const MOST_TEXT = 512 * 1024;
/** Values visited at most: an array of a million nulls has no text, but takes its time. */
const MOST_VALUES = 100_000;

/** Member names and scalars of a value, one a line, up to the bound; `whole` tells whether that was all. */
export function textOf(value: Json): { readonly text: string; readonly whole: boolean } {
  const parts: string[] = [];
  const open: Json[] = [value];
  let left = MOST_TEXT;
  let visits = MOST_VALUES;
  const take = (piece: string): void => {
    parts.push(piece.length <= left ? piece : piece.slice(0, left));
    left -= piece.length + 1;
  };
  while (open.length > 0 && left > 0 && visits > 0) {
    const next = open.pop() ?? null;
    visits -= 1;
    if (typeof next !== 'object' || next === null) take(typeof next === 'string' ? next : JSON.stringify(next));
    else if (Array.isArray(next)) for (const inner of inReverse(next as readonly Json[], visits)) open.push(inner);
    else for (const [name, inner] of inReverse(Object.entries(next as Record<string, Json>), visits)) open.push(inner, name);
  }
  return { text: parts.join('\n'), whole: open.length === 0 && left >= -1 };
}

/** The first `most` members, last first: a stack gives them back in order. */
const inReverse = <T>(members: readonly T[], most: number): readonly T[] => members.slice(0, most + 1).reverse();

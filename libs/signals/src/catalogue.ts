import { toolDeclaration } from '@writ/aarm';
import type { ToolDeclaration } from '@writ/aarm';

/** Distinct operations remembered for one catalogue: the agent names them, so their number has to end somewhere. */
const MOST_REMEMBERED = 4096;

const remembered = new WeakMap<readonly ToolDeclaration[], Map<string, ToolDeclaration | null>>();

/** The catalogue's line for an operation, remembered: the same few operations are asked for over and over. */
export function catalogueLine(
  tools: readonly ToolDeclaration[],
  { tool, operation }: { readonly tool: string; readonly operation: string },
): ToolDeclaration | null {
  const lines = remembered.get(tools) ?? new Map<string, ToolDeclaration | null>();
  remembered.set(tools, lines);
  const key = `${tool}\0${operation}`;
  const known = lines.get(key);
  if (known !== undefined) return known;
  const found = toolDeclaration(tools, { tool, operation });
  if (lines.size < MOST_REMEMBERED) lines.set(key, found);
  return found;
}

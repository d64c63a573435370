import type { ToolDeclaration } from './policy.js';

/** Whether `pattern`, in which `*` stands for anything, matches the whole of `name`. */
export function matchesGlob(pattern: string, name: string): boolean {
  const parts = pattern.split('*');
  if (parts.length === 1) return pattern === name;
  const [first = '', last = ''] = [parts[0], parts[parts.length - 1]];
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = name.indexOf(part, at);
    if (found < 0 || found + part.length > name.length - last.length) return false;
    at = found + part.length;
  }
  return true;
}

/** Literal characters of a pattern: the more, the more specific. */
const weight = (pattern: string): number => (pattern.includes('*') ? pattern.replaceAll('*', '').length : 1_000_000);

/** What was looked up in a catalogue so far; a catalogue never changes, and one that is replaced takes its answers along. */
const known = new WeakMap<readonly ToolDeclaration[], Map<string, ToolDeclaration | null>>();
const MOST_KNOWN = 4096;

/** The catalogue's line for an operation of a tool; the most specific wins, the tool's name before the operation's. */
export function toolDeclaration(
  tools: readonly ToolDeclaration[],
  { tool, operation }: { readonly tool: string; readonly operation: string },
): ToolDeclaration | null {
  const key = `${tool}\0${operation}`;
  let answers = known.get(tools);
  const answer = answers?.get(key);
  if (answer !== undefined) return answer;
  if (answers === undefined || answers.size >= MOST_KNOWN) known.set(tools, (answers = new Map<string, ToolDeclaration | null>()));
  const found = mostSpecific(tools, { tool, operation });
  answers.set(key, found);
  return found;
}

function mostSpecific(
  tools: readonly ToolDeclaration[],
  { tool, operation }: { readonly tool: string; readonly operation: string },
): ToolDeclaration | null {
  let best: ToolDeclaration | null = null;
  for (const line of tools) {
    if (!matchesGlob(line.tool, tool) || !matchesGlob(line.operation, operation)) continue;
    if (best === null || specificity(line) > specificity(best)) best = line;
  }
  return best;
}

const specificity = (line: ToolDeclaration): number => weight(line.tool) * 10_000_000 + weight(line.operation);

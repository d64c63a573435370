/** A colon in the name of a tool is written `%3A` in a scope: the first colon of a scope ends the tool. */
const TOOL = String.raw`(?:[\p{L}\p{N}_.@/+-]|%3A)+`;
const OPERATION = String.raw`[\p{L}\p{N}_.:@/+-]+`;
/** `*`, `file`, `mcp.*`, `file:read`, `file:re*`, `file:*`. */
const GRAMMAR = new RegExp(String.raw`^(?:\*|${TOOL}\*?|${TOOL}:(?:\*|${OPERATION}\*?))$`, 'u');

/** The names of actions that a scope covers: all that begin so, or exactly one. */
export interface Reach {
  readonly text: string;
  readonly open: boolean;
}

/** Null where the scope is not understood. */
export function readScope(scope: string): Reach | null {
  if (!GRAMMAR.test(scope)) return null;
  if (scope.endsWith('*')) return { text: scope.slice(0, -1), open: true };
  return scope.includes(':') ? { text: scope, open: false } : { text: `${scope}:`, open: true };
}

export const reaches = (grant: Reach, { text, open }: Reach): boolean =>
  grant.open ? text.startsWith(grant.text) : !open && text === grant.text;

/** INVARIANT: a scope that is not understood covers itself and nothing else, and no action. */
function covers(grant: string, scope: string): boolean {
  if (grant === scope) return true;
  const [wide, narrow] = [readScope(grant), readScope(scope)];
  return wide !== null && narrow !== null && reaches(wide, narrow);
}

/** Whether a scope is one that can permit an action. */
export const isScope = (scope: string): boolean => readScope(scope) !== null;

/** Whether every scope is covered by some grant. */
export const isWithin = (scopes: readonly string[], grants: readonly string[]): boolean =>
  scopes.every((scope) => grants.some((grant) => covers(grant, scope)));

/** What two parties may do together: of each pair the narrower, where one covers the other. */
export function intersectScopes(a: readonly string[], b: readonly string[]): readonly string[] {
  const shared = new Set<string>();
  for (const scope of a) if (b.some((grant) => covers(grant, scope))) shared.add(scope);
  for (const scope of b) if (a.some((grant) => covers(grant, scope))) shared.add(scope);
  return [...shared].sort();
}

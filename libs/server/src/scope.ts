/** Whether `grant` covers `scope`: the same text, or a prefix that ends in `*`. */
const covers = (grant: string, scope: string): boolean => grant === scope || (grant.endsWith('*') && scope.startsWith(grant.slice(0, -1)));

/** Whether every scope is covered by some grant; a scope that is not understood is covered by itself alone. */
export const within = (scopes: readonly string[], grants: readonly string[]): boolean =>
  scopes.every((scope) => grants.some((grant) => covers(grant, scope)));

/** What two parties may do together: of each pair the narrower, where one covers the other. */
export function intersect(a: readonly string[], b: readonly string[]): readonly string[] {
  const shared = new Set<string>();
  for (const scope of a) if (b.some((grant) => covers(grant, scope))) shared.add(scope);
  for (const scope of b) if (a.some((grant) => covers(grant, scope))) shared.add(scope);
  return [...shared].sort();
}

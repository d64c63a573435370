/** What belongs to each tenant, in the order given. */
export function byTenant<T extends { readonly tenant_id: string }>(all: readonly T[]): readonly (readonly [string, readonly T[]])[] {
  const found = new Map<string, T[]>();
  for (const each of all) {
    const own = found.get(each.tenant_id);
    if (own === undefined) found.set(each.tenant_id, [each]);
    else own.push(each);
  }
  return [...found];
}

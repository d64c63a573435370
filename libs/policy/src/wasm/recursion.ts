import type { ScannedBody } from './scan.js';

/**
 * The functions that may call themselves, directly or through others: those that lie on a circle of the call graph. An indirect call
 * may reach every function of the table.
 */
export function recursiveFunctions(
  bodies: readonly ScannedBody[],
  { imported, table }: { readonly imported: number; readonly table: readonly number[] },
): ReadonlySet<number> {
  const callees = bodies.map(({ calls, callsIndirectly }) =>
    [...calls, ...(callsIndirectly ? table : [])].map((callee) => callee - imported).filter((callee) => callee >= 0),
  );
  const search = new CircleSearch(callees);
  for (const one of callees.keys()) search.visit(one);
  return search.found;
}

/** Tarjan's search for strongly connected components. */
class CircleSearch {
  readonly found = new Set<number>();
  readonly #callees: readonly (readonly number[])[];
  /** The order in which functions were met, and the earliest that each can reach among those on the path. */
  readonly #met = new Map<number, number>();
  readonly #earliest = new Map<number, number>();
  readonly #path: number[] = [];
  readonly #onPath = new Set<number>();

  constructor(callees: readonly (readonly number[])[]) {
    this.#callees = callees;
  }

  visit(one: number): void {
    if (this.#met.has(one)) return;
    const order = this.#met.size;
    this.#met.set(one, order);
    this.#earliest.set(one, order);
    this.#path.push(one);
    this.#onPath.add(one);
    const callees = this.#callees[one] ?? [];
    for (const callee of callees) {
      this.visit(callee);
      if (this.#onPath.has(callee)) this.#earliest.set(one, Math.min(this.#at(one), this.#at(callee)));
    }
    if (this.#at(one) === order) this.#close(one, callees.includes(one));
  }

  #at(one: number): number {
    return this.#earliest.get(one) ?? 0;
  }

  #close(one: number, callsItself: boolean): void {
    const circle = this.#path.splice(this.#path.lastIndexOf(one));
    for (const each of circle) {
      this.#onPath.delete(each);
      if (circle.length > 1 || callsItself) this.found.add(each);
    }
  }
}

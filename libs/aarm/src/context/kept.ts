/**
 * A map that is never changed, of which each next one costs a small part of it: the newest members lie apart, and join the others once
 * they are many. A null among the newest says that a member has left.
 */
export interface Kept<T> {
  readonly size: number;
  readonly settled: Readonly<Record<string, T>>;
  readonly newest: Readonly<Record<string, T | null>>;
  /** How many lie apart. */
  readonly apart: number;
}

/** How many lie apart at most. */
const MOST_APART = 32;

/** Of nothing. */
export const NOTHING_KEPT: Kept<never> = { size: 0, settled: {}, newest: {}, apart: 0 };

/** The member of that name; undefined where there is none. */
export function memberOf<T>({ settled, newest }: Kept<T>, name: string): T | undefined {
  if (Object.hasOwn(newest, name)) return newest[name] ?? undefined;
  return Object.hasOwn(settled, name) ? settled[name] : undefined;
}

/** With one more member, or another in its place. */
export function keep<T extends object>(kept: Kept<T>, name: string, member: T): Kept<T> {
  return changed(kept, { name, member, size: memberOf(kept, name) === undefined ? kept.size + 1 : kept.size });
}

/** Without a member. */
export function leaveOut<T extends object>(kept: Kept<T>, name: string): Kept<T> {
  return memberOf(kept, name) === undefined ? kept : changed(kept, { name, member: null, size: kept.size - 1 });
}

interface Changed<T> {
  readonly name: string;
  readonly member: T | null;
  readonly size: number;
}

function changed<T>({ settled, newest, apart }: Kept<T>, { name, member, size }: Changed<T>): Kept<T> {
  if (size === 0) return NOTHING_KEPT;
  const next = { ...newest, [name]: member };
  const more = Object.hasOwn(newest, name) ? apart : apart + 1;
  if (more <= MOST_APART) return { size, settled, newest: next, apart: more };
  const all = Object.entries<T | null>({ ...settled, ...next });
  return { size, settled: Object.fromEntries(all.filter((one): one is [string, T] => one[1] !== null)), newest: {}, apart: 0 };
}

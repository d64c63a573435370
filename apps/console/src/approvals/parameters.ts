/** Any JSON. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
export type JsonObject = Readonly<Record<string, Json>>;

/** The parameters of an action, read from JSON text. */
export const readParameters = (text: string): JsonObject => JSON.parse(text) as JsonObject;

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** One parameter before and after; undefined where it is not there. */
export interface Change {
  readonly path: readonly string[];
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

export const same = (a: Json | undefined, b: Json | undefined): boolean => sorted(a) === sorted(b);

/** Every parameter, with what was asked for beside what will run; objects are compared member by member. */
export function compare(before: JsonObject, after: JsonObject, path: readonly string[] = []): readonly Change[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) => {
    const [old, now] = [own(before, name), own(after, name)];
    const here = [...path, name];
    return isObject(old) && isObject(now) && !same(old, now) ? compare(old, now, here) : [{ path: here, before: old, after: now }];
  });
}

/** The parameters as people read them: a string as it is, anything else as JSON. */
export const textOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value, null, 2));

const own = (object: JsonObject, name: string): Json | undefined => (Object.hasOwn(object, name) ? object[name] : undefined);

/** JSON text that does not depend on the order of members. */
function sorted(value: Json | undefined): string {
  return JSON.stringify(value, (_, inner: Json) =>
    isObject(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
}

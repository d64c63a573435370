import type { Json, JsonObject } from '@writ/aarm';

/** Checks a value and answers the path of the first member that is not as it must be, or null. */
export type Shape = (value: Json | undefined, path: string) => string | null;

const holds =
  (test: (value: Json | undefined) => boolean): Shape =>
  (value, path) =>
    test(value) ? null : path;

export const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

export const text = holds((value) => typeof value === 'string');
export const name = holds((value) => typeof value === 'string' && value.length > 0);
export const flag = holds((value) => typeof value === 'boolean');
/** Signed members hold only safe integers, never fractions. */
export const count = holds((value) => Number.isSafeInteger(value) && (value as number) >= 0);
/** A place in a chain; -1 stands before the first. */
export const position = holds((value) => Number.isSafeInteger(value) && (value as number) >= -1);
export const anyObject = holds(isObject);

export const matching = (pattern: RegExp): Shape => holds((value) => typeof value === 'string' && pattern.test(value));
export const oneOf = (values: readonly string[]): Shape => holds((value) => typeof value === 'string' && values.includes(value));

export const digest = matching(/^sha256:[0-9a-f]{64}$/);
export const timestamp = holds(
  (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value) && !Number.isNaN(Date.parse(value)),
);

export const nullable =
  (shape: Shape): Shape =>
  (value, path) =>
    value === null ? null : shape(value, path);

export const list =
  (item: Shape): Shape =>
  (value, path) => {
    if (!Array.isArray(value)) return path;
    for (const [index, member] of (value as readonly Json[]).entries()) {
      const wrong = item(member, `${path}[${String(index)}]`);
      if (wrong !== null) return wrong;
    }
    return null;
  };

/** An object with exactly these members: none absent, none more. */
export const record = (members: Readonly<Record<string, Shape>>): Shape => {
  const shapes = Object.entries(members);
  return (value, path) => {
    if (!isObject(value)) return path;
    for (const [key, shape] of shapes) {
      const wrong = Object.hasOwn(value, key) ? shape(value[key], `${path}.${key}`) : `${path}.${key}`;
      if (wrong !== null) return wrong;
    }
    const unknown = Object.keys(value).find((key) => !Object.hasOwn(members, key));
    return unknown === undefined ? null : `${path}.${unknown}`;
  };
};

/** What a value must be: a small part of JSON Schema, as data that costs nothing to load. */
export type Shape =
  | 'name' // a text that is not empty
  | 'text'
  | 'time'
  | 'integer'
  | 'number'
  | 'boolean'
  | 'scalar'
  | 'object'
  | { readonly one: readonly string[] }
  | { readonly nullable: Shape }
  | { readonly list: Shape }
  | Closed
  | { readonly open: Readonly<Record<string, Shape>> };

/** An object with these members and no others. */
export interface Closed {
  readonly members: Readonly<Record<string, Shape>>;
  readonly optional?: Readonly<Record<string, Shape>>;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

const SIMPLE = {
  name: (value) => typeof value === 'string' && value.length > 0,
  text: (value) => typeof value === 'string',
  time: (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
  integer: (value) => Number.isSafeInteger(value),
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  scalar: (value) => ['string', 'number', 'boolean'].includes(typeof value),
  object: isObject,
} as const satisfies Readonly<Record<Extract<Shape, string>, (value: unknown) => boolean>>;

/** Whether a value has a shape. */
export function hasShape(value: unknown, shape: Shape): boolean {
  if (typeof shape === 'string') return SIMPLE[shape](value);
  if ('one' in shape) return shape.one.includes(value as string);
  if ('nullable' in shape) return value === null || hasShape(value, shape.nullable);
  if ('list' in shape) return Array.isArray(value) && value.every((each) => hasShape(each, shape.list));
  if (!isObject(value)) return false;
  if ('open' in shape) return Object.entries(shape.open).every(([key, inner]) => hasShape(value[key], inner));
  return faultsIn(value, shape).length === 0;
}

/** The members of an object that are missing, wrong or unknown. */
export function faultsIn(value: Readonly<Record<string, unknown>>, { members, optional = {} }: Closed): readonly string[] {
  const expected = { ...members, ...Object.fromEntries(Object.entries(optional).filter(([key]) => Object.hasOwn(value, key))) };
  const wrong = Object.entries(expected).filter(([key, shape]) => !Object.hasOwn(value, key) || !hasShape(value[key], shape));
  return [...wrong.map(([key]) => key), ...Object.keys(value).filter((key) => !Object.hasOwn(expected, key))];
}

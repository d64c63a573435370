import type { Json, JsonObject } from '@writ/aarm';

/** The members of an object; of a union, those of all its variants. */
export interface Members {
  readonly properties: ReadonlyMap<string, JsonObject>;
  readonly required: ReadonlySet<string>;
  /** Empty where there is only one. */
  readonly variants: readonly Members[];
}

const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The alternatives of a schema; itself where it has none. */
const alternativesOf = (schema: JsonObject): readonly JsonObject[] =>
  (schema['anyOf'] ?? schema['oneOf'] ?? [schema]) as readonly JsonObject[];
const isNull = ({ type }: JsonObject): boolean => type === 'null';

/** Whether null is one of two things that a member may be, so that an absent field can mean it. Where it may be any JSON, null is a value. */
export const isNullable = (schema: JsonObject): boolean => {
  const alternatives = alternativesOf(schema);
  return alternatives.length === 2 && alternatives.some(isNull);
};

/** What a list holds; null where it is none. */
export const itemsOf = ({ type, items }: JsonObject): JsonObject | null => (type === 'array' && isObject(items) ? items : null);

/** The members that a schema names; none for anything but objects. */
export function membersOf(schema: JsonObject): Members {
  const variants = alternativesOf(schema)
    .filter((each) => !isNull(each))
    .map(ownMembers);
  const [first] = variants;
  const properties = new Map(variants.flatMap((variant) => [...variant.properties]));
  const required = new Set([...(first?.required ?? [])].filter((name) => variants.every((variant) => variant.required.has(name))));
  return { properties, required, variants: variants.length > 1 ? variants : [] };
}

const ownMembers = ({ properties, required }: JsonObject): Members => ({
  properties: new Map(Object.entries(isObject(properties) ? (properties as Readonly<Record<string, JsonObject>>) : {})),
  required: new Set(required as readonly string[] | undefined),
  variants: [],
});

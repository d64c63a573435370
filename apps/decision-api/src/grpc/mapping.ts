import type { Json, JsonObject } from '@writ/aarm';
import { DIFFERENCES } from './differences.js';
import { fieldsOf } from './messages.js';
import type { Field } from './messages.js';
import { isNullable, itemsOf, membersOf } from './schema.js';
import type { Members } from './schema.js';

/** A member of a JSON value and the field of a message that holds it. */
export interface Pair {
  readonly member: string;
  readonly field: Field;
  readonly schema: JsonObject;
  readonly required: boolean;
  readonly way: Way;
}

/** How a member stands in its field: as it is, as JSON text, as a message, or as the one field of a message. */
type Way =
  | { readonly kind: 'plain' }
  | { readonly kind: 'json'; readonly nullable: boolean }
  | { readonly kind: 'message'; readonly inner: Mapping }
  | { readonly kind: 'wrapped'; readonly within: string; readonly inner: Mapping };

/** A JSON value and the message that stands for it. */
export interface Mapping {
  readonly message: string;
  readonly pairs: readonly Pair[];
  /** Members without a message of their own: their members are fields of this one. */
  readonly inlined: readonly { readonly member: string; readonly inner: Mapping }[];
  /** Members that always have this value where another one is there. */
  readonly implied: readonly { readonly member: string; readonly value: Json; readonly where: string }[];
  /** Members that no field holds. */
  readonly missing: readonly string[];
}

/**
 * Derives the mapping of a message from its schema. The convention: a member `x` is the field `x`, or `x_json` where it
 * is any JSON; null is an absent field; a list of messages may have a message of its own; an object without a field
 * has its members in the message itself, as `x_y` or `y`; a constant that tells variants apart is told by the others.
 */
export function mappingOf(message: string, schema: JsonObject, prefix = ''): Mapping {
  const fields = fieldsOf(message);
  const { renamed = {}, unsaid = [] } = DIFFERENCES[message] ?? {};
  const named = (name: string): Field | undefined => fields.get(`${prefix}${name}`) ?? fields.get(name);
  const fieldOf = (member: string): Field | undefined => named(renamed[member] ?? member);
  const members = membersOf(schema);
  const implied = impliedIn(members, (member) => fieldOf(member) !== undefined);
  const found = [...members.properties]
    .filter(([member]) => !unsaid.includes(member) && !implied.some((each) => each.member === member))
    .map(([member, inner]): Placed => {
      const field = fieldOf(member);
      const text = named(`${member}_json`);
      const way = field && wayOf(field, inner);
      const required = members.required.has(member);
      if (field !== undefined && way !== undefined) return { pair: { member, field, schema: inner, required, way } };
      if (text !== undefined)
        return { pair: { member, field: text, schema: inner, required, way: { kind: 'json', nullable: isNullable(inner) } } };
      if (membersOf(inner).properties.size > 0) return { inline: { member, inner: mappingOf(message, inner, `${prefix}${member}_`) } };
      return { missing: member };
    });
  return {
    message,
    pairs: found.flatMap(({ pair }) => pair ?? []),
    inlined: found.flatMap(({ inline }) => inline ?? []),
    implied,
    missing: found.flatMap(({ missing }) => missing ?? []),
  };
}

/** Where a member has its place: in a field, in fields of its own members, or nowhere. */
interface Placed {
  readonly pair?: Pair;
  readonly inline?: Mapping['inlined'][number];
  readonly missing?: string;
}

/** How a field holds a member; undefined where it cannot. */
function wayOf(field: Field, schema: JsonObject): Way | undefined {
  const items = itemsOf(schema);
  if (field.type !== 'TYPE_MESSAGE') return membersOf(schema).properties.size > 0 ? undefined : { kind: 'plain' };
  if (items === null) return { kind: 'message', inner: mappingOf(field.typeName, schema) };
  if (field.repeated) return { kind: 'message', inner: mappingOf(field.typeName, items) };
  const [only] = fieldsOf(field.typeName).values();
  return only && { kind: 'wrapped', within: only.name, inner: mappingOf(only.typeName, items) };
}

/** The constants of the variants that the message does not say. */
const impliedIn = ({ variants }: Members, isField: (member: string) => boolean): Mapping['implied'] =>
  variants.flatMap(({ properties, required }) => {
    const where = [...required].find((member) => isField(member));
    if (where === undefined) return [];
    return [...properties].flatMap(([member, { const: value }]) =>
      value === undefined || isField(member) ? [] : [{ member, value, where }],
    );
  });

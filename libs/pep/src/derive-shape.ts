import { RESULTS, TimestampSchema } from '@writ/aarm';
import { z } from 'zod';
import type { Closed, Shape } from './shape.js';

/** The part of JSON Schema that the schemas of answers use. */
interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

const TIME = (z.toJSONSchema(TimestampSchema) as Schema).pattern;

/** The shape of an object by its schema. What can be told without zod is kept; ranges and patterns are the service's to hold. */
export function deriveShape(schema: z.ZodType): Closed {
  const shape = shapeOf(z.toJSONSchema(schema, { io: 'output' }) as Schema);
  if (typeof shape === 'string' || !('members' in shape)) throw new TypeError('the schema is not that of an object');
  return shape;
}

function shapeOf(schema: Schema): Shape {
  const either = schema.anyOf ?? schema.oneOf;
  if (either !== undefined) return shapeOfUnion(either);
  if (Array.isArray(schema.type)) return shapeOfUnion(schema.type.map((type: string) => ({ ...schema, type })));
  switch (schema.type) {
    case 'string':
      return shapeOfText(schema);
    case 'array':
      return { list: shapeOf(schema.items ?? {}) };
    case 'object':
      return schema.properties === undefined ? 'object' : shapeOfObject(schema);
    case 'integer':
    case 'number':
    case 'boolean':
      return schema.type;
    default:
      throw new TypeError(`a shape cannot tell \`${JSON.stringify(schema).slice(0, 80)}\``);
  }
}

/** Results decide what runs, so an unknown one is refused; other vocabularies may grow. */
function shapeOfText({ enum: values, pattern, minLength = 0 }: Schema): Shape {
  if (values?.every((each) => (RESULTS as readonly string[]).includes(each)) === true) return { one: values };
  if (pattern === TIME) return 'time';
  return values !== undefined || pattern !== undefined || minLength > 0 ? 'name' : 'text';
}

function shapeOfObject({ properties = {}, required = [] }: Schema): Closed {
  const shapes = Object.entries(properties).map(([name, inner]) => [name, shapeOf(inner)] as const);
  const optional = shapes.filter(([name]) => !required.includes(name));
  return {
    members: Object.fromEntries(shapes.filter(([name]) => required.includes(name))),
    ...(optional.length === 0 ? {} : { optional: Object.fromEntries(optional) }),
  };
}

/** Null or one thing; a scalar; or variants, of which only the member is read that tells them apart: whoever acts on one reads it whole. */
function shapeOfUnion(either: readonly Schema[]): Shape {
  const others = either.filter(({ type }) => type !== 'null');
  const [only] = others;
  if (only !== undefined && others.length === 1) return { nullable: shapeOf(only) };
  if (others.every(({ type }) => type === 'string' || type === 'number' || type === 'boolean')) return 'scalar';
  if (others.every(({ properties }) => properties?.['type'] !== undefined)) return { open: { type: 'name' } };
  throw new TypeError('a shape cannot tell these variants apart');
}

import type { ParameterDeclaration } from '@writ/aarm';
import { PARAMETER_TYPES } from '@writ/aarm';
import { z } from 'zod';

function isExpression(pattern: string): boolean {
  try {
    new RegExp(pattern, 'u');
    return true;
  } catch {
    return false;
  }
}

const Scalar = z.union([z.string().max(1024), z.number(), z.boolean()]);
/** What says nothing of which values there may be. */
const annotations = {
  title: z.string().optional(),
  description: z.string().optional(),
  default: z.unknown().optional(),
  examples: z.array(z.unknown()).optional(),
  deprecated: z.boolean().optional(),
};
const limits = {
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  pattern: z.string().min(1).max(512).refine(isExpression, { message: 'it is not a regular expression' }).optional(),
  enum: z.array(Scalar).min(1).max(1024).optional(),
  const: Scalar.optional(),
  not: z.strictObject({ enum: z.array(Scalar).min(1).max(1024) }).optional(),
};

const AnyPropertySchema = z.strictObject({
  ...annotations,
  ...limits,
  type: z.enum(PARAMETER_TYPES).exclude(['any']).optional(),
  minLength: z.int().min(0).optional(),
  maxLength: z.int().min(0).optional(),
  minItems: z.int().min(0).optional(),
  maxItems: z.int().min(0).optional(),
  /** What holds for each member of an array; of what type they are cannot be said. */
  items: z.strictObject({ ...annotations, ...limits }).optional(),
});
type Property = z.infer<typeof AnyPropertySchema>;

/** A list in the place of one value, or one value in the place of a list, slips past no limit. */
const PropertySchema = AnyPropertySchema.refine(
  ({ type, items, minItems, maxItems }) => type !== undefined || (items ?? minItems ?? maxItems) === undefined,
  { path: ['type'], message: 'it speaks of members: say `type: array`' },
)
  .refine((property) => property.type !== 'array' || Object.keys(limits).every((name) => !(name in property)), {
    path: ['items'],
    message: 'an array has no such limit itself: write below `items` what holds for each member',
  })
  .refine((property) => property.type !== undefined || new Set(valuesOf(property).map((value) => typeof value)).size <= 1, {
    path: ['type'],
    message: 'its values are of several types: say which one with `type`',
  });

/** The only values there may be; empty where all may. */
const valuesOf = ({ enum: several, const: one }: Property): readonly (string | number | boolean)[] =>
  several ?? (one === undefined ? [] : [one]);

/**
 * The JSON Schema of a tool's parameters, as MCP servers publish it: an object with properties. A keyword that would be lost is refused,
 * for a limit that nobody enforces is worse than none.
 */
export const ParametersSchema = z.strictObject({
  ...annotations,
  $schema: z.string().optional(),
  type: z.literal('object'),
  properties: z.record(z.string(), PropertySchema).default({}),
  required: z.array(z.string()).default([]),
  additionalProperties: z.boolean().default(true),
});

/** The declarations that a schema stands for, and whether there may be no others. */
export function declarationsOf({ properties, required, additionalProperties }: z.infer<typeof ParametersSchema>): {
  readonly parameters: Record<string, ParameterDeclaration>;
  readonly closed: boolean;
} {
  const undescribed = required.filter((name) => !Object.hasOwn(properties, name)).map((name) => [name, {}] as const);
  const parameters = [...Object.entries(properties), ...undescribed].map(
    ([name, property]) => [name, declaration(property, required.includes(name))] as const,
  );
  return { parameters: Object.fromEntries(parameters), closed: !additionalProperties };
}

function declaration(property: Property, isRequired: boolean): ParameterDeclaration {
  const { type = typeOf(valuesOf(property)[0]), minLength, maxLength, minItems, maxItems, items } = property;
  const { minimum, maximum, pattern, not, ...values } = { ...property, ...items };
  const allow = valuesOf(values);
  const [least, most] = type === 'array' ? [minItems, maxItems] : [minLength, maxLength];
  return defined({
    type,
    optional: !isRequired,
    restricting: false,
    minimum,
    maximum,
    min_length: least,
    max_length: most,
    // A schema's pattern may match anywhere in the text.
    pattern: pattern === undefined ? undefined : `[\\s\\S]*(?:${pattern})[\\s\\S]*`,
    allow: allow.length === 0 ? undefined : [...allow],
    block: not?.enum,
  });
}

const typeOf = (value: string | number | boolean | undefined): ParameterDeclaration['type'] => {
  const type = typeof value;
  return type === 'string' || type === 'number' || type === 'boolean' ? type : 'any';
};

const defined = (members: { [K in keyof ParameterDeclaration]: ParameterDeclaration[K] | undefined }): ParameterDeclaration =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as ParameterDeclaration;

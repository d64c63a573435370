import type { Type } from '@nestjs/common';
import { Field, Float, Int } from '@nestjs/graphql';
import type { ReturnTypeFuncValue } from '@nestjs/graphql';
import { RESULTS } from '@writ/aarm';
import type { Decision, JsonObject } from '@writ/aarm';
import { wireSchema } from '@writ/contract';
import { ResultEnum } from './result-enum.js';

/** Plain members of a decision that GraphQL shows under another name, or not at all. */
const OTHERWISE = ['decision_id', 'session_id', 'action_id', 'call_id', 'classification'] as const;

type Plain = string | number | boolean | readonly string[] | null | undefined;
type CamelCase<Name extends string> = Name extends `${infer First}_${infer Rest}` ? `${First}${Capitalize<CamelCase<Rest>>}` : Name;

/** The members of a decision that hold a scalar or a list of texts, by the names that they have in GraphQL. */
export type PlainMembers = {
  readonly [
    Name in Exclude<keyof Decision, (typeof OTHERWISE)[number]> as Decision[Name] extends Plain ? CamelCase<Name> : never
  ]: Decision[Name];
};

interface Schema extends JsonObject {
  readonly properties: Readonly<Record<string, JsonObject>>;
  readonly required: readonly string[];
}

const { properties, required } = wireSchema('Decision') as Schema;
const MEMBERS = Object.entries(properties).flatMap(([member, schema]) => {
  const type = (OTHERWISE as readonly string[]).includes(member) ? null : typeOf(schema);
  if (type === null) return [];
  const name = member.replace(/_(\w)/gu, (_, letter: string) => letter.toUpperCase());
  const nullable = !required.includes(member) || typesOf(schema).includes('null');
  const description = typeof schema['description'] === 'string' ? { description: schema['description'] } : {};
  return [{ member: member as keyof Decision, name, type, options: { nullable, ...description } }];
});

/** Gives the type of a decision a field for each plain member of its schema. */
export function addPlainMembers({ prototype }: Type): void {
  for (const { name, type, options } of MEMBERS) Field(() => type, options)(prototype as object, name);
}

/** The plain members of a decision as GraphQL shows them. */
export const plainMembers = (decision: Decision): PlainMembers =>
  Object.fromEntries(MEMBERS.map(({ member, name }) => [name, decision[member]])) as unknown as PlainMembers;

/** What a schema is in GraphQL; null where it is not plain. */
function typeOf(schema: JsonObject): ReturnTypeFuncValue | null {
  const [type, ...others] = typesOf(schema).filter((each) => each !== 'null');
  if (others.length > 0) return null;
  switch (type) {
    case 'string':
      return namesResults(schema) ? ResultEnum : String;
    case 'number':
      return Float;
    case 'integer':
      return Int;
    case 'boolean':
      return Boolean;
    case 'array':
      return typesOf(schema['items'] as JsonObject).join() === 'string' ? [String] : null;
    default:
      return null;
  }
}

function namesResults({ enum: values }: JsonObject): boolean {
  return Array.isArray(values) && values.every((each) => (RESULTS as readonly unknown[]).includes(each));
}

function typesOf(schema: JsonObject): readonly string[] {
  const either = schema['anyOf'] as readonly JsonObject[] | undefined;
  return either === undefined ? ([schema['type']].flat() as readonly string[]) : either.flatMap(typesOf);
}

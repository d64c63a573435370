import { ProblemError } from '@writ/aarm';
import type { Json } from '@writ/aarm';
import { BODY_LIMIT, OUTCOME_LIMIT, parseStrictJson } from '@writ/server';
import type { Message } from './encode.js';
import type { Mapping, Pair } from './mapping.js';

/** The JSON value that a message stands for; the schema of the body checks it. A problem names the member by its path. */
export function decode(mapping: Mapping, message: Message, path = ''): Readonly<Record<string, unknown>> {
  const body: Record<string, unknown> = {};
  for (const pair of mapping.pairs) {
    const field = message[pair.field.name];
    if (field !== undefined && !isLeftOut(field, pair)) body[pair.member] = decodeField(field, pair, `${path}${pair.member}`);
  }
  for (const { member, inner } of mapping.inlined) body[member] = decode(inner, message, `${path}${member}.`);
  for (const { member, value, where } of mapping.implied) if (body[where] !== undefined) body[member] = value;
  return body;
}

/** An empty list cannot be told from one that was not sent: it is left out unless the body must have it. */
const isLeftOut = (field: unknown, { required }: Pair): boolean => !required && Array.isArray(field) && field.length === 0;

function decodeField(field: unknown, { field: { type }, way }: Pair, path: string): unknown {
  switch (way.kind) {
    case 'plain':
      // The loader gives 64-bit integers as text.
      return type === 'TYPE_INT64' ? Number(field) : field;
    case 'json':
      return readJson(field as string, path);
    case 'message':
      return Array.isArray(field)
        ? decodeAll(way.inner, field as readonly Message[], path)
        : decode(way.inner, field as Message, `${path}.`);
    case 'wrapped':
      return decodeAll(way.inner, ((field as Message)[way.within] ?? []) as readonly Message[], path);
  }
}

const decodeAll = (mapping: Mapping, fields: readonly Message[], path: string): readonly unknown[] =>
  fields.map((each, index) => decode(mapping, each, `${path}.${index.toString()}.`));

/** Reads JSON text by the parser of REST bodies. */
function readJson(text: string, path: string): Json {
  const limit = path === 'output' ? OUTCOME_LIMIT : BODY_LIMIT;
  if (text.length > limit)
    throw new ProblemError('body_too_large', {
      detail: `\`${path}\` is larger than \`${limit.toString()}\` bytes; send less`,
      field: path,
    });
  try {
    return parseStrictJson(text);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const below = error.field === undefined || error.field === 'body' ? '' : `.${error.field}`;
    throw new ProblemError(error.code, { detail: error.detail, field: `${path}${below}` }, { cause: error });
  }
}

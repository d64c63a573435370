import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '@writ/aarm';
import { CALLS } from '@writ/contract';
import type { Call, CallName } from '@writ/contract';
import { mappingsOf } from '../src/grpc/codec.js';
import { DIFFERENCES } from '../src/grpc/differences.js';
import { decode } from '../src/grpc/decode.js';
import { encode } from '../src/grpc/encode.js';
import { mappingOf } from '../src/grpc/mapping.js';
import type { Mapping, Pair } from '../src/grpc/mapping.js';
import { fieldsOf, valuesOf } from '../src/grpc/messages.js';

const NAMES = Object.keys(CALLS) as CallName[];

/** A mapping and all those within it. */
function everyMapping(mapping: Mapping): readonly Mapping[] {
  const within = mapping.pairs.flatMap(({ way }) => ('inner' in way ? everyMapping(way.inner) : []));
  return [mapping, ...within, ...mapping.inlined.flatMap(({ inner }) => everyMapping(inner))];
}

/** The members of a mapping that no field holds, by message. */
const missingIn = (mapping: Mapping): readonly string[] =>
  everyMapping(mapping).flatMap(({ message, missing }) => missing.map((member) => `${message}.${member}`));

/** The types that a scalar field may hold the values of. */
const TYPES: Readonly<Record<string, readonly string[]>> = {
  TYPE_STRING: ['string'],
  TYPE_BOOL: ['boolean'],
  TYPE_INT32: ['integer'],
  TYPE_INT64: ['integer'],
  TYPE_DOUBLE: ['number', 'integer'],
  TYPE_ENUM: ['string'],
};

/** The scalars that a schema allows: of a list, its items; null aside. */
function scalarsOf(schema: JsonObject): readonly JsonObject[] {
  const either = (schema['anyOf'] ?? schema['oneOf']) as readonly JsonObject[] | undefined;
  if (either !== undefined) return either.flatMap(scalarsOf);
  if (schema['type'] === 'array') return scalarsOf(schema['items'] as JsonObject);
  const types = [schema['type']].flat() as readonly string[];
  return types.filter((type) => type !== 'null').map((type) => ({ ...schema, type }));
}

function wrongType({ field, schema, way }: Pair): boolean {
  if (way.kind === 'json') return field.type !== 'TYPE_STRING' || field.repeated;
  if (way.kind !== 'plain') return false;
  if (field.repeated !== (schema['type'] === 'array')) return true;
  const values = field.type === 'TYPE_ENUM' ? valuesOf(field.typeName) : null;
  return !scalarsOf(schema).every(
    ({ type, enum: named = [] }) =>
      TYPES[field.type]?.includes(type as string) === true &&
      (values === null || (named as readonly string[]).every((each) => values.includes(each))),
  );
}

describe('the proto and the schemas say the same', () => {
  it.each(NAMES)('%s: every member has a field', (name) => {
    const { request, response } = mappingsOf(name);
    expect([...missingIn(request), ...missingIn(response)]).toEqual([]);
  });

  it.each(NAMES)('%s: every field can hold its member', (name) => {
    const { request, response } = mappingsOf(name);
    const wrong = [request, response]
      .flatMap(everyMapping)
      .flatMap(({ message, pairs }) => pairs.filter(wrongType).map(({ member }) => `${message}.${member}`));
    expect(wrong).toEqual([]);
  });

  it('every field holds a member of some body or answer, or names what a call is about', () => {
    const held = new Map<string, Set<string>>();
    const hold = (message: string, fields: readonly string[]): void => {
      held.set(message, new Set([...(held.get(message) ?? []), ...fields]));
    };
    for (const name of NAMES) {
      const call: Call = CALLS[name];
      const { request, response } = mappingsOf(name);
      hold(request.message, [...(call.id === undefined ? [] : [call.id]), ...(call.query ?? [])]);
      for (const { message, pairs } of [request, response].flatMap(everyMapping)) {
        hold(
          message,
          pairs.map(({ field }) => field.name),
        );
        const wrapped = pairs.flatMap(({ field, way }) => (way.kind === 'wrapped' ? [[field.typeName, way.within] as const] : []));
        wrapped.forEach(([list, field]) => {
          hold(list, [field]);
        });
      }
    }
    const idle = [...held].flatMap(([message, fields]) =>
      [...fieldsOf(message).keys()].filter((field) => !fields.has(field)).map((field) => `${message}.${field}`),
    );
    expect(idle).toEqual([]);
  });

  it('a member that only the schema has is found, and so is one that a difference leaves out for nothing', () => {
    const stop = (more: JsonObject): JsonObject => ({ type: 'object', properties: { stop_id: { type: 'string' }, ...more } });
    expect(missingIn(mappingOf('Stopped', stop({ weight: { type: 'number' } })))).toEqual(['Stopped.weight']);
    const members = NAMES.flatMap((name) => Object.values(mappingsOf(name)))
      .filter((each) => typeof each === 'object')
      .flatMap(everyMapping)
      .flatMap(({ message, pairs }) => pairs.map(({ member }) => `${message}.${member}`));
    const unsaid = Object.entries(DIFFERENCES).flatMap(([message, difference]) =>
      (difference.unsaid ?? []).map((member) => `${message}.${member}`),
    );
    expect(unsaid.filter((member) => members.includes(member))).toEqual([]);
  });
});

describe('the convention', () => {
  const request = (name: CallName): Mapping => mappingsOf(name).request;

  it('reads JSON text where a member is any JSON, and names it by its path where it is none', () => {
    const message = { facts: [{ name: 'f', value_json: '{"a":1}', source: 's' }] };
    expect(decode(request('supplyContext'), message)).toEqual({ facts: [{ name: 'f', value: { a: 1 }, source: 's' }] });
    expect(() => decode(request('supplyContext'), { facts: [{ value_json: '{' }] })).toThrow(
      expect.objectContaining({ code: 'malformed_body', field: 'facts.0.value' }),
    );
  });

  it('tells a list that must be there from one that was not sent', () => {
    expect(decode(request('decide'), { action: { tool: 't', depends_on: [] }, identity: { delegation: [] } })).toEqual({
      action: { tool: 't' },
      identity: {},
    });
    expect(decode(request('reportOutcome'), { classification: { labels: [] } })).toEqual({ classification: { labels: [] } });
  });

  it('tells a variant by what it holds', () => {
    expect(decode(request('appendEntry'), { session_id: 's', user_request: { unavailable_reason: 'r' } })).toEqual({
      kind: 'request',
      user_request: { available: false, reason: 'r' },
    });
    expect(decode(request('appendEntry'), { tools: { tools: [{ name: 't', input_schema_json: '{}' }] } })).toEqual({
      kind: 'tools',
      tools: [{ name: 't', input_schema: {} }],
    });
    expect(decode(request('appendEntry'), {})).toEqual({});
  });

  it('puts the members of an object without a field into the message itself', () => {
    expect(decode(request('answerApprovals'), { answers: [{ decision_id: 'd', answer: 'deny', modifications_json: '[]' }] })).toEqual({
      answers: [{ decision_id: 'd', answer: { answer: 'deny', modifications: [] } }],
    });
    const report = { state: { a: null }, head: { seq: 3, hash: 'h' }, prior_actions: [] };
    expect(encode(mappingsOf('getContext').response, report)).toEqual({
      ...{ state_json: '{"a":null}', head_seq: 3, head_hash: 'h', prior_actions_json: '[]' },
    });
  });

  it('leaves null out, except where an output is null', () => {
    const { response } = mappingsOf('releaseOutput');
    const decision = { decision_id: 'd', call_id: null, effective_parameters: null, pending: null };
    expect(encode(response, { decision, output: null, redactions: [] })).toEqual({
      ...{ decision: { decision_id: 'd' }, output_json: 'null', redactions: [] },
    });
  });

  it('refuses JSON text that is too large, by the name of the member', () => {
    const tooLarge = JSON.stringify('x'.repeat(4 * 1024 * 1024));
    expect(() => decode(request('reportOutcome'), { output_json: tooLarge })).toThrow(
      expect.objectContaining({ code: 'body_too_large', field: 'output' }),
    );
    expect(() => decode(request('answerQuestion'), { value_json: tooLarge.slice(0, 300_000) })).toThrow(
      expect.objectContaining({ code: 'body_too_large', field: 'value' }),
    );
  });
});

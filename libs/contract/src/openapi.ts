import { JsonSchema, PROBLEMS } from '@writ/aarm';
import type { JsonObject, ProblemCode } from '@writ/aarm';
import { z } from 'zod';
import { ANSWERS } from './answers.js';
import type { AnswerName } from './answers.js';
import { BODIES } from './bodies.js';
import type { BodyName } from './bodies.js';
import { QUERIES } from './calls/call.js';
import type { Call } from './calls/call.js';
import { REST_CALLS } from './calls/calls.js';
import type { NamedCall } from './calls/calls.js';

const IDEMPOTENCY_KEY: JsonObject = { type: 'string', minLength: 1, maxLength: 256 };

/** The OpenAPI 3.1 document, from the schemas that the service parses with. */
export function openApi(): JsonObject {
  const paths: Record<string, Record<string, JsonObject>> = {};
  for (const call of REST_CALLS) (paths[call.path] ??= {})[call.method] = operationOf(call);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Writ',
      version: '1',
      summary: 'runtime authorization for AI agents',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: 'http://127.0.0.1:7420' }],
    paths,
    components: {
      schemas: { ...allSchemas(), Problem: PROBLEM, ProblemCode: { type: 'string', enum: Object.keys(PROBLEMS) } },
      securitySchemes: {
        pep: {
          type: 'http',
          scheme: 'bearer',
          description: 'the credential of an enforcement point: `writ_pep.<tenant>.<pep_id>.<secret>`',
        },
        person: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: "a person's token of a pinned issuer" },
      },
    },
  };
}

const NAMED: Readonly<Record<BodyName | AnswerName, z.ZodType>> = { ...BODIES, ...ANSWERS };
const converted = new Map<string, JsonObject>();

/** The schema of a body or an answer as JSON Schema: what other wires are derived from. */
export function wireSchema(name: BodyName | AnswerName): JsonObject {
  const schema = converted.get(name) ?? plain(NAMED[name], Object.hasOwn(BODIES, name) ? 'input' : 'output');
  converted.set(name, schema);
  return schema;
}

const allSchemas = (): JsonObject =>
  Object.fromEntries((Object.keys(NAMED) as (keyof typeof NAMED)[]).map((name) => [name, wireSchema(name)]));

/** A JSON Schema without references: any JSON value is the empty schema. */
function plain(schema: z.ZodType, io: 'input' | 'output'): JsonObject {
  const asJsonSchema = z.toJSONSchema(schema, {
    io,
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema === (JsonSchema as unknown)) for (const key of Object.keys(jsonSchema)) Reflect.deleteProperty(jsonSchema, key);
    },
  });
  return inlined(JSON.parse(JSON.stringify(asJsonSchema)) as JsonObject);
}

const isLocal = (value: unknown): boolean => typeof value === 'string' && value.startsWith('#/$defs/');

function inlined(schema: JsonObject): JsonObject {
  const { $schema: _dialect, $defs: _definitions, ...rest } = schema;
  // Any JSON is no schema at all, whatever else is said of it.
  return JSON.parse(JSON.stringify(rest), (name, value: unknown) => (name === '$ref' && isLocal(value) ? undefined : value)) as JsonObject;
}

function operationOf(call: NamedCall): JsonObject {
  return {
    operationId: call.name,
    summary: call.summary,
    security: securityOf(call),
    ...(call.roles === undefined ? {} : { 'x-roles': call.roles }),
    parameters: parametersOf(call),
    ...(call.body === undefined ? {} : { requestBody: { required: true, content: { 'application/json': { schema: ref(call.body) } } } }),
    responses: { ...answersOf(call), ...problemsOf(call.problems) },
  };
}

function securityOf({ caller }: Call): readonly JsonObject[] {
  const kinds = { pep: ['pep'], person: ['person'], any: ['pep', 'person'], none: [] } as const;
  return kinds[caller].map((kind) => ({ [kind]: [] }));
}

function parametersOf({ path, query = [], keyed }: Call): readonly JsonObject[] {
  const id = { name: 'id', in: 'path', required: true, schema: { type: 'string', minLength: 1, maxLength: 128 } };
  const key = { name: 'idempotency-key', in: 'header', required: false, schema: IDEMPOTENCY_KEY };
  return [
    ...(path.includes('{id}') ? [id] : []),
    ...query.map((name) => ({ name, in: 'query', required: false, schema: QUERIES[name] })),
    ...(keyed === true ? [key] : []),
  ];
}

function answersOf({ answer, stream, status = [200], summary }: Call): JsonObject {
  const text = stream === true ? 'text/event-stream' : answer.includes('/') ? answer : null;
  const content: JsonObject = text === null ? { 'application/json': { schema: ref(answer) } } : { [text]: { schema: { type: 'string' } } };
  return Object.fromEntries(status.map((each) => [each.toString(), { description: summary, content }]));
}

/** Problems by status; each lists the codes it may have. */
function problemsOf(codes: readonly ProblemCode[]): JsonObject {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of codes) byStatus.set(PROBLEMS[code].status, [...(byStatus.get(PROBLEMS[code].status) ?? []), code]);
  return Object.fromEntries(
    [...byStatus].map(([status, each]) => [
      status.toString(),
      {
        description: each.map((code) => `\`${code}\`: ${PROBLEMS[code].title}`).join('; '),
        content: { 'application/problem+json': { schema: ref('Problem') } },
      },
    ]),
  );
}

const ref = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });

const PROBLEM: JsonObject = {
  type: 'object',
  description: 'RFC 9457: no decision exists; treat it as a denial',
  properties: {
    type: { type: 'string', format: 'uri-reference' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: ref('ProblemCode'),
    detail: { type: 'string' },
    field: { type: 'string', description: 'path of the offending field' },
    fix: { type: 'string', description: 'what to do' },
    log_id: { type: 'string', description: 'finds the cause in the log of the service' },
  },
  required: ['type', 'title', 'status', 'code', 'detail', 'fix'],
};

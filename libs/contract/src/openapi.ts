import { JsonSchema, PROBLEMS } from '@writ/aarm';
import type { JsonObject, ProblemCode } from '@writ/aarm';
import { z } from 'zod';
import { ANSWERS } from './answers.js';
import type { Route } from './route.js';
import { ROUTES } from './routes.js';

const QUERIES: Readonly<Record<string, JsonObject>> = {
  wait_ms: { type: 'integer', minimum: 0, maximum: 600_000 },
  limit: { type: 'integer', minimum: 1, maximum: 1000 },
  after: { type: 'string', maxLength: 512, description: '`next` of the page before' },
};
const HEADERS: Readonly<Record<string, JsonObject>> = { 'idempotency-key': { type: 'string', minLength: 1, maxLength: 256 } };

/** The OpenAPI 3.1 document, from the schemas that the service parses with. */
export function openApi(): JsonObject {
  const paths: Record<string, Record<string, JsonObject>> = {};
  for (const route of ROUTES) (paths[route.path] ??= {})[route.method] = operation(route);
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
      schemas: schemas(),
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

function schemas(): JsonObject {
  const bodies = Object.fromEntries(
    ROUTES.flatMap((route) => (route.body === undefined ? [] : [[route.body.name, plain(route.body.schema, 'input')]])),
  );
  const answers = Object.fromEntries(Object.entries(ANSWERS).map(([name, schema]) => [name, plain(schema, 'output')]));
  return { ...bodies, ...answers, Problem: PROBLEM, ProblemCode: { type: 'string', enum: Object.keys(PROBLEMS) } };
}

/** A JSON Schema without references: any JSON value is the empty schema. */
function plain(schema: z.ZodType, io: 'input' | 'output'): JsonObject {
  const converted = z.toJSONSchema(schema, {
    io,
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema === (JsonSchema as unknown)) for (const key of Object.keys(jsonSchema)) Reflect.deleteProperty(jsonSchema, key);
    },
  });
  return inlined(JSON.parse(JSON.stringify(converted)) as JsonObject);
}

const isLocal = (value: unknown): boolean => typeof value === 'string' && value.startsWith('#/$defs/');

function inlined(schema: JsonObject): JsonObject {
  const { $schema: _dialect, $defs: _definitions, ...rest } = schema;
  // Any JSON is no schema at all, whatever else is said of it.
  return JSON.parse(JSON.stringify(rest), (name, value: unknown) => (name === '$ref' && isLocal(value) ? undefined : value)) as JsonObject;
}

function operation(route: Route): JsonObject {
  return {
    operationId: route.operationId,
    summary: route.summary,
    security: securityOf(route),
    parameters: parametersOf(route),
    ...(route.body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: ref(route.body.name) } } } }),
    responses: { ...answersOf(route), ...problemsOf(route.problems) },
  };
}

function securityOf(route: Route): readonly JsonObject[] {
  const kinds = { pep: ['pep'], person: ['person'], any: ['pep', 'person'], none: [] } as const;
  return kinds[route.caller].map((kind) => ({ [kind]: [] }));
}

function parametersOf(route: Route): readonly JsonObject[] {
  const inPath = [...route.path.matchAll(/\{(\w+)\}/gu)].map(([, name]) => ({
    name: name ?? '',
    in: 'path',
    required: true,
    schema: { type: 'string', minLength: 1, maxLength: 128 },
  }));
  const inQuery = (route.query ?? []).map((name) => ({ name, in: 'query', required: false, schema: QUERIES[name] ?? {} }));
  const inHeader = (route.headers ?? []).map((name) => ({ name, in: 'header', required: false, schema: HEADERS[name] ?? {} }));
  return [...inPath, ...inQuery, ...inHeader];
}

function answersOf(route: Route): JsonObject {
  const content: JsonObject = route.answer.includes('/')
    ? { [route.answer]: { schema: { type: 'string' } } }
    : { 'application/json': { schema: ref(route.answer) } };
  const ok = { description: route.summary, content };
  if (route.operationId === 'readiness') return { '200': ok, '503': ok };
  return route.created === true ? { '200': ok, '201': ok } : { '200': ok };
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

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PROBLEMS } from '@writ/aarm';
import type { ProblemCode } from '@writ/aarm';
import { buildLazily, createAuthenticator, lazily, secretHash } from '@writ/server';
import type { EnrolledPep } from '@writ/server';
import type { Engine } from '@writ/engine';
import fc from 'fast-check';
import { startDecisionApi } from '../src/decision-api.js';
import type { DecisionApi } from '../src/decision-api.js';
import { connect, send } from './client.js';
import type { GrpcClient } from './client.js';
import { startIssuer } from './issuer.js';
import type { TestIssuer } from './issuer.js';

/**
 * The edge in front of an engine whose parts are not there: whatever passes it ends in `not_ready`, so a body that is
 * answered by anything else was judged by the edge alone.
 */
const SECRET = 's'.repeat(32);
const PEP: EnrolledPep = {
  tenant_id: 'acme',
  pep_id: 'pep1',
  secret_hash: secretHash(SECRET),
  agent_id: 'coder',
  agent_instance: 'laptop',
  host: 'test',
  revoked_at: null,
};
const authorization = `Bearer writ_pep.acme.pep1.${SECRET}`;
const DIGEST = `sha256:${'0'.repeat(64)}`;

let issuer: TestIssuer;
let api: DecisionApi;
let grpc: GrpcClient;
const nothing = buildLazily<Engine>(() => Promise.reject(new Error('no pack at `policies/none`')), 60_000);

beforeAll(async () => {
  issuer = await startIssuer('acme');
  api = await startDecisionApi({
    host: '127.0.0.1',
    restPort: 0,
    grpcPort: 0,
    engine: lazily(() => nothing.current()),
    keys: () => Promise.reject(new Error('secret words of an inner error')),
    authenticator: createAuthenticator({
      issuers: [issuer.pinned],
      audience: 'writ',
      revocations: { find: () => null, heard: () => 0 },
      peps: (_, pepId) => Promise.resolve(pepId === 'pep1' ? PEP : null),
    }),
  });
  grpc = connect(api.grpcPort);
});
afterAll(async () => {
  grpc.close();
  await api.close();
  await nothing.close();
  issuer.close();
});

const action = { tool: 'database', operation: 'query', parameters: { sql: 'select 1' } };
const ROUTE = {
  decide: { path: '/v1/decisions', body: { session_id: 'ses_1', action, identity: {} } },
  open: { path: '/v1/sessions', body: { host_session_id: 'h', user_request: { text: 'x' }, identity: {} } },
  entry: { path: '/v1/sessions/ses_1/entries', body: { kind: 'request', user_request: { text: 'x' } } },
  outcome: { path: '/v1/decisions/dec_1/outcome', body: { status: 'completed' } },
  context: { path: '/v1/decisions/dec_1/context', body: { facts: [{ name: 'f', value: 1, source: 's' }] } },
  approval: { path: '/v1/approvals/dec_1', body: { answer: 'approve', action_digest: DIGEST } },
} as const;
type RouteName = keyof typeof ROUTE;

const headersFor = async (route: RouteName): Promise<Record<string, string>> => ({
  authorization: route === 'approval' ? `Bearer ${await issuer.person('bob', ['approver'])}` : authorization,
});

/** The body of a route with the member at `path` replaced; `undefined` leaves it out. */
function changed(route: RouteName, path: string, value: unknown): string {
  const body = structuredClone(ROUTE[route].body) as Record<string, unknown>;
  const parts = path.split('.');
  const last = parts.pop() ?? '';
  const holder = parts.reduce<Record<string, unknown>>((inner, part) => inner[part] as Record<string, unknown>, body);
  holder[last] = value;
  return JSON.stringify(body);
}

const REQUIRED: readonly [RouteName, string][] = [
  ['decide', 'session_id'],
  ['decide', 'action'],
  ['decide', 'action.tool'],
  ['decide', 'action.operation'],
  ['decide', 'action.parameters'],
  ['decide', 'identity'],
  ['open', 'host_session_id'],
  ['open', 'user_request'],
  ['open', 'identity'],
  ['entry', 'kind'],
  ['entry', 'user_request'],
  ['outcome', 'status'],
  ['context', 'facts'],
  ['approval', 'answer'],
  ['approval', 'action_digest'],
];
const OPTIONAL: readonly [RouteName, string][] = [
  ['decide', 'action.call_id'],
  ['decide', 'action.original_tool'],
  ['decide', 'identity.human'],
  ['decide', 'identity.service'],
  ['decide', 'identity.agent'],
  ['decide', 'identity.delegation'],
  ['decide', 'wait_ms'],
  ['open', 'agent_type'],
  ['open', 'parent_session_id'],
  ['open', 'user_request.text'],
  ['outcome', 'started_at'],
  ['outcome', 'completed_at'],
  ['outcome', 'output_digest'],
  ['outcome', 'output_length'],
  ['outcome', 'error'],
  ['outcome', 'classification'],
  ['approval', 'comment'],
];
const LONG = 'x'.repeat(70_000);

describe('a body', () => {
  it.each(Object.keys(ROUTE) as RouteName[])('that is right for %s passes the edge', async (route) => {
    const answer = await send(api.restUrl, {
      path: ROUTE[route].path,
      body: JSON.stringify(ROUTE[route].body),
      headers: await headersFor(route),
    });
    expect(answer).toMatchObject({ status: 503, body: { code: 'not_ready' } });
  });

  it.each(REQUIRED)('of %s without `%s` is refused by name', async (route, path) => {
    const answer = await send(api.restUrl, {
      path: ROUTE[route].path,
      body: changed(route, path, undefined),
      headers: await headersFor(route),
    });
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_field', field: path } });
  });

  it.each(
    [...REQUIRED, ...OPTIONAL].flatMap(([route, path]) => [null, 7.5, [[]], { x: 1 }, LONG].map((value) => [route, path, value] as const)),
  )('of %s with another `%s` is refused by name', async (route, path, value) => {
    const sound = path === 'action.parameters' && typeof value === 'object' && !Array.isArray(value) && value !== null;
    const answer = await send(api.restUrl, {
      path: ROUTE[route].path,
      body: changed(route, path, value),
      headers: await headersFor(route),
    });
    if (sound) expect(answer.status).toBe(503);
    else
      expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_field', detail: expect.any(String), fix: expect.any(String) } });
    if (!sound) expect(answer.body.field?.startsWith(path)).toBe(true);
  });

  it.each(Object.keys(ROUTE) as RouteName[])(
    'of %s with a member nobody knows, a repeated one or a deep one is refused by name',
    async (route) => {
      const headers = await headersFor(route);
      const text = JSON.stringify(ROUTE[route].body);
      const first = Object.keys(ROUTE[route].body)[0] ?? '';
      const post = (body: string) => send(api.restUrl, { path: ROUTE[route].path, body, headers });
      expect((await post(changed(route, 'x_user_id', 'root'))).body).toMatchObject({ code: 'invalid_field', field: 'x_user_id' });
      expect((await post(`${text.slice(0, -1)},"${first}":0}`)).body).toMatchObject({ code: 'malformed_body', field: first });
      expect((await post(changed(route, 'deep', JSON.parse('['.repeat(40) + ']'.repeat(40))))).body.field).toMatch(/^deep\.0/u);
      expect((await post(`${text.slice(0, -1)},"__proto__":{}}`)).body).toMatchObject({ code: 'malformed_body', field: '__proto__' });
    },
  );

  it('may be 256 KiB, an outcome 4 MiB, and no more', async () => {
    const outcome = (length: number) =>
      send(api.restUrl, { path: ROUTE.outcome.path, body: changed('outcome', 'output', 'x'.repeat(length)), headers: { authorization } });
    const decide = (length: number) =>
      send(api.restUrl, {
        path: ROUTE.decide.path,
        body: changed('decide', 'action.parameters', { x: 'x'.repeat(length) }),
        headers: { authorization },
      });
    expect((await decide(255 * 1024)).status).toBe(503);
    expect((await decide(256 * 1024)).body).toMatchObject({ status: 413, code: 'body_too_large' });
    expect((await outcome(3 * 1024 * 1024)).status).toBe(503);
    expect((await outcome(4 * 1024 * 1024)).body).toMatchObject({ status: 413, code: 'body_too_large' });
  });

  it('of any bytes at all gets a problem that names a field, and never reaches the engine unchecked', async () => {
    const hostile = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.string({ maxLength: 200 }),
      fc.jsonValue().map((value) => JSON.stringify(value)),
      mutated,
    );
    await fc.assert(
      fc.asyncProperty(hostile, async (body) => {
        const answer = await send(api.restUrl, { path: '/v1/decisions', body, headers: { authorization } });
        if (answer.status === 503) return;
        expect([400, 413]).toContain(answer.status);
        expect(answer.headers['content-type']).toContain('application/problem+json');
        expect(answer.body.field).toEqual(expect.any(String));
      }),
      { numRuns: 300 },
    );
  });
});

/** The text of a right body with one span replaced. */
const mutated = fc.tuple(fc.nat(200), fc.nat(20), fc.string({ maxLength: 10 })).map(([at, length, text]) => {
  const body = JSON.stringify(ROUTE.decide.body);
  return body.slice(0, at) + text + body.slice(at + length);
});

describe('a request', () => {
  it.each<[string, Parameters<typeof send>[1], ProblemCode]>([
    ['to no route', { path: '/v1/nothing' }, 'route_not_found'],
    ['by another method', { path: '/v1/decisions', method: 'DELETE' }, 'method_not_allowed'],
    [
      'of another type',
      { path: '/v1/decisions', body: 'a=1', headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' } },
      'unsupported_media_type',
    ],
    ['without a credential', { path: '/v1/decisions', body: '{}' }, 'unauthenticated'],
    [
      'with another credential',
      { path: '/v1/sessions', headers: { authorization: `Bearer writ_pep.acme.pep2.${SECRET}` } },
      'unauthenticated',
    ],
    ['that only names a user', { path: '/v1/sessions', headers: { 'x-user-id': 'root', 'x-forwarded-user': 'root' } }, 'unauthenticated'],
    ['of a PEP for people', { path: '/v1/approvals', headers: { authorization } }, 'forbidden_caller'],
    [
      'with a bad idempotency key',
      { path: '/v1/decisions', body: '{}', headers: { authorization, 'idempotency-key': 'two words' } },
      'invalid_field',
    ],
    ['with a bad wait', { path: '/v1/decisions/dec_1?wait_ms=-1', headers: { authorization } }, 'invalid_field'],
    ['with a wait too long', { path: '/v1/decisions/dec_1?wait_ms=600001', headers: { authorization } }, 'invalid_field'],
    ['with a query nobody knows', { path: '/v1/sessions?limits=1', headers: { authorization } }, 'invalid_field'],
    ['when nothing is ready', { path: '/v1/decisions/dec_1', headers: { authorization } }, 'not_ready'],
  ])('%s gets its problem', async (_, call, code) => {
    const answer = await send(api.restUrl, call);
    expect(answer.status).toBe(PROBLEMS[code].status);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.body).toMatchObject({ type: `/problems/${code}`, title: PROBLEMS[code].title, status: answer.status, code });
  });

  it('of a person for PEPs is refused', async () => {
    const answer = await send(api.restUrl, {
      path: '/v1/decisions',
      body: '{}',
      headers: { authorization: `Bearer ${await issuer.person('bob')}` },
    });
    expect(answer.body.code).toBe('forbidden_caller');
  });

  it('by another method is told the right one', async () => {
    expect((await send(api.restUrl, { path: '/v1/decisions/dec_1/context', method: 'PATCH' })).headers.allow).toBe('POST, GET');
  });

  it('that meets an unexpected error learns nothing but an id', async () => {
    const answer = await send(api.restUrl, { path: '/.well-known/writ-keys.json' });
    expect(answer.body).toMatchObject({ status: 500, code: 'internal', log_id: expect.any(String) });
    expect(answer.text).not.toMatch(/secret words|\.ts|node_modules/u);
  });

  it('for readiness tells the reason', async () => {
    expect(await send(api.restUrl, { path: '/healthz' })).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect(await send(api.restUrl, { path: '/readyz' })).toMatchObject({
      status: 503,
      body: { ready: false, reason: 'writ cannot decide yet: no pack at `policies/none`' },
    });
  });

  it('for the document gets the one of the contract', async () => {
    expect((await send(api.restUrl, { path: '/openapi.json' })).body).toMatchObject({ openapi: '3.1.0' });
  });
});

describe('gRPC', () => {
  const decide = { session_id: 'ses_1', action: { tool: 'database', operation: 'query', parameters_json: '{}' }, identity: {} };

  it.each<[string, string, object, Record<string, string>, ProblemCode, string | undefined]>([
    ['a right message', 'Decide', decide, { authorization }, 'not_ready', undefined],
    ['no credential', 'Decide', decide, {}, 'unauthenticated', 'authorization'],
    ['a PEP for people', 'ListApprovals', {}, { authorization }, 'forbidden_caller', undefined],
    [
      'a missing tool',
      'Decide',
      { ...decide, action: { operation: 'query', parameters_json: '{}' } },
      { authorization },
      'invalid_field',
      'action.tool',
    ],
    [
      'missing parameters',
      'Decide',
      { ...decide, action: { tool: 'a', operation: 'b' } },
      { authorization },
      'invalid_field',
      'action.parameters',
    ],
    [
      'a repeated parameter',
      'Decide',
      { ...decide, action: { tool: 'a', operation: 'b', parameters_json: '{"x":1,"x":2}' } },
      { authorization },
      'malformed_body',
      'action.parameters.x',
    ],
    [
      'parameters of another type',
      'Decide',
      { ...decide, action: { tool: 'a', operation: 'b', parameters_json: '[]' } },
      { authorization },
      'invalid_field',
      'action.parameters',
    ],
    [
      'huge parameters',
      'Decide',
      { ...decide, action: { tool: 'a', operation: 'b', parameters_json: `{"x":"${'x'.repeat(262_144)}"}` } },
      { authorization },
      'body_too_large',
      'action.parameters',
    ],
    ['a missing identity', 'Decide', { session_id: 's', action: decide.action }, { authorization }, 'invalid_field', 'identity'],
    ['a negative wait', 'GetDecision', { decision_id: 'dec_1', wait_ms: -1 }, { authorization }, 'invalid_field', 'wait_ms'],
    ['a bad key', 'Decide', decide, { authorization, 'idempotency-key': 'two words' }, 'invalid_field', 'idempotency-key'],
    ['an entry of no kind', 'AppendEntry', { session_id: 'ses_1' }, { authorization }, 'invalid_field', 'kind'],
    ['an outcome of no status', 'ReportOutcome', { decision_id: 'dec_1' }, { authorization }, 'invalid_field', 'status'],
    [
      'a fact of no name',
      'SupplyContext',
      { decision_id: 'dec_1', facts: [{ value_json: '1', source: 's' }] },
      { authorization },
      'invalid_field',
      'facts.0.name',
    ],
    [
      'a session without a request',
      'OpenSession',
      { host_session_id: 'h', identity: {} },
      { authorization },
      'invalid_field',
      'user_request',
    ],
  ])('%s gets the problem that REST gives', async (_, method, message, headers, code, field) => {
    const answer = await grpc.call(method, message, headers);
    expect(answer.problem).toMatchObject({ code, ...(field === undefined ? {} : { field }) });
    expect(answer.code).not.toBe(0);
  });

  it('ends a stream in the problem too', async () => {
    const read = async (): Promise<void> => {
      for await (const _ of grpc.watch({ decision_id: 'dec_1' }, { authorization })) throw new Error('a message came');
    };
    await expect(read()).rejects.toMatchObject({ code: 14 });
  });
});

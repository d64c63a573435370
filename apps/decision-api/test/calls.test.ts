import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CALLS, REST_CALLS, ROLES } from '@writ/contract';
import type { Call } from '@writ/contract';
import type { Engine } from '@writ/engine';
import { createAuthenticator, lazily, secretHash } from '@writ/server';
import type { EnrolledPep } from '@writ/server';
import { startDecisionApi } from '../src/decision-api.js';
import type { DecisionApi } from '../src/decision-api.js';
import { connect, send } from './client.js';
import type { GrpcClient } from './client.js';
import { startIssuer } from './issuer.js';
import type { TestIssuer } from './issuer.js';

const SECRET = 's'.repeat(32);
const PEP: EnrolledPep = {
  ...{ tenant_id: 'acme', pep_id: 'pep1', secret_hash: secretHash(SECRET), agent_id: 'coder', agent_instance: 'laptop', host: 'test' },
  revoked_at: null,
};
const authorization = `Bearer writ_pep.acme.pep1.${SECRET}`;

let api: DecisionApi;
let grpc: GrpcClient;
let issuer: TestIssuer;

beforeAll(async () => {
  const engine = lazily<Engine>(() => {
    throw new Error('there is none: nobody gets that far');
  });
  issuer = await startIssuer('acme');
  const authenticator = createAuthenticator({
    issuers: [issuer.pinned],
    audience: 'writ',
    revocations: { find: () => null, heard: () => 0 },
    peps: () => Promise.resolve(PEP),
  });
  api = await startDecisionApi({ host: '127.0.0.1', restPort: 0, grpcPort: 0, engine, keys: () => Promise.resolve([]), authenticator });
  grpc = connect(api.grpcPort);
});
afterAll(async () => {
  grpc.close();
  await api.close();
  issuer.close();
});

const methodOf = (name: string): string => `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
const pathOf = (path: string): string => path.replace('{id}', 'some-id');

describe('the table of calls is served', () => {
  it.each(REST_CALLS.filter(({ caller }) => caller !== 'none'))('REST: $name, to callers with a credential', async ({ method, path }) => {
    const body = method === 'post' ? { body: '{}' } : {};
    expect((await send(api.restUrl, { path: pathOf(path), ...body })).body).toMatchObject({ code: 'unauthenticated' });
  });

  it.each(REST_CALLS.filter(({ caller }) => caller === 'none'))('REST: $name, to anybody', async ({ path, answer, status = [200] }) => {
    const got = await send(api.restUrl, { path });
    expect(status).toContain(got.status);
    expect(got.headers['content-type']).toContain(answer.includes('/') ? answer : 'application/json');
  });

  it.each(Object.entries<Call>(CALLS).filter(([, { stream }]) => stream !== true))('gRPC: %s', async (name) => {
    expect((await grpc.call(methodOf(name), {})).problem).toMatchObject({ code: 'unauthenticated' });
  });

  it.each(Object.entries<Call>(CALLS).filter(([, { stream }]) => stream !== true))(
    '%s: an enforcement point may call it where the table says so, over both protocols',
    async (name, { caller, method, path }) => {
      const body = method === 'post' ? { body: '{}' } : {};
      const rest = await send(api.restUrl, { path: pathOf(path), headers: { authorization }, ...body });
      const over = await grpc.call(methodOf(name), {}, { authorization });
      const refused = [rest.body, over.problem].map((problem) => problem?.code === 'forbidden_caller');
      expect(refused).toEqual(caller === 'person' ? [true, true] : [false, false]);
    },
  );

  const byPeople = Object.entries<Call>(CALLS).filter(([, { stream }]) => stream !== true);
  const refusedTo = async (name: string, token: string): Promise<readonly unknown[]> => {
    const { method, path } = Object.fromEntries(byPeople)[name] as Call;
    const headers = { authorization: `Bearer ${token}` };
    const rest = await send(api.restUrl, { path: pathOf(path), headers, ...(method === 'post' ? { body: '{}' } : {}) });
    return [rest.body.code, (await grpc.call(methodOf(name), {}, headers)).problem?.code];
  };

  it.each(byPeople)('%s: a person may call it by a role of its row, over both protocols', async (name, { caller, roles = [] }) => {
    expect(roles.length > 0).toBe(caller !== 'pep');
    for (const role of [...ROLES, 'developer']) {
      const refused = (await refusedTo(name, await issuer.person('zoe', [role]))).map((code) => code === 'forbidden_caller');
      const may = (roles as readonly string[]).includes(role);
      expect([role, ...refused]).toEqual([role, !may, !may]);
    }
  });

  it.each(byPeople)('%s: a delegated token of somebody with every role calls nothing', async (name) => {
    expect(await refusedTo(name, await issuer.delegated('zoe', ROLES))).toEqual(['unauthenticated', 'unauthenticated']);
  });

  it('gRPC: the stream', async () => {
    const changes = grpc.watch({}, {})[Symbol.asyncIterator]();
    await expect(changes.next()).rejects.toMatchObject({ details: expect.stringContaining('unauthenticated') });
  });
});

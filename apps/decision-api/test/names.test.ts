import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { send } from './client.js';
import type { Answer } from './client.js';
import { startService } from './service.js';
import type { TestService } from './service.js';

/** Names that no row can have, and sessions that are not there, must be told from a database that is down. */
const NUL = 'a\u0000b';
let service: TestService;
let identity: { readonly human: string; readonly agent: string };

beforeAll(async () => {
  service = await startService();
  identity = { human: await service.issuer.delegated('alice'), agent: await service.issuer.agent('coder', 'laptop') };
}, 60_000);
afterAll(async () => {
  await service.close();
}, 60_000);

const post = (path: string, body: unknown, headers: Readonly<Record<string, string>> = service.pep): Promise<Answer> =>
  send(service.api.restUrl, { path, body: JSON.stringify(body), headers });
const open = (members: object): Promise<Answer> =>
  post('/v1/sessions', { host_session_id: 'h', user_request: { text: 'x' }, identity, ...members });
const sessions = async (): Promise<number> => (await service.store.sessions('acme', { limit: 100 })).length;
const action = { tool: 'files', operation: 'run', parameters: {} };

it.each([['host_session_id'], ['agent_type'], ['parent_session_id']])('`%s` with a control character is refused by name', async (field) => {
  expect((await open({ [field]: NUL })).body).toMatchObject({ status: 400, code: 'invalid_field', field });
  expect(await sessions()).toBe(0);
});

it.each([
  ['/v1/decisions/a%00b', 'decision_not_found'],
  ['/v1/receipts/a%00b', 'receipt_not_found'],
  ['/v1/sessions/a%00b/receipts', 'session_not_found'],
])('%s is not found', async (path, code) => {
  expect((await send(service.api.restUrl, { path, headers: service.pep })).body).toMatchObject({ status: 404, code });
});

it('a token that names somebody with a control character does not count', async () => {
  const human = await service.issuer.delegated(NUL);
  expect((await open({ host_session_id: 'nul', identity: { ...identity, human } })).body).toMatchObject({ code: 'unauthenticated' });
  const session_id = (await open({ host_session_id: 'one' })).body['session_id'];
  const denied = await post('/v1/decisions', { session_id, action, identity: { ...identity, human } });
  expect(denied.body).toMatchObject({ result: 'DENY', reason: { code: 'identity_unverified' } });
});

it('a parent must be a session that is there and of the same agent instance', async () => {
  const before = await sessions();
  const orphan = await open({ host_session_id: 'child', parent_session_id: 'ses_none' });
  expect(orphan.body).toMatchObject({ status: 404, code: 'session_not_found', field: 'parent_session_id' });
  expect(await sessions()).toBe(before);
  const parent = (await open({ host_session_id: 'parent' })).body['session_id'];
  expect(await open({ host_session_id: 'child', parent_session_id: parent })).toMatchObject({ status: 201 });
  const desktop = { human: identity.human, agent: await service.issuer.agent('coder', 'desktop') };
  const foreign = { host_session_id: 'x', parent_session_id: parent, user_request: { text: 'x' }, identity: desktop };
  expect((await post('/v1/sessions', foreign, service.stranger)).body).toMatchObject({
    code: 'session_not_found',
    field: 'parent_session_id',
  });
});

it('text that is only recorded may hold any character', async () => {
  const session_id = (await open({ host_session_id: 'text', user_request: { text: NUL } })).body['session_id'];
  const asked = { session_id, action: { ...action, call_id: NUL, parameters: { [NUL]: NUL } }, identity };
  const decided = await post('/v1/decisions', asked);
  expect(decided.body).toMatchObject({ result: 'ALLOW' });
  const outcome = await post(`/v1/decisions/${String(decided.body['decision_id'])}/outcome`, { status: 'failed', error: NUL, output: NUL });
  expect(outcome).toMatchObject({ status: 200 });
});

it.each(['person:bob', 'resolver:calendar', ' Person :bob', 'ｐｅｒｓｏｎ:bob', 'role:approver', 'writ:clock'])(
  'an enforcement point cannot speak as `%s`',
  async (source) => {
    const open = { host_session_id: 'sources', user_request: { text: 'x' }, identity };
    const { body } = await send(service.api.restUrl, { path: '/v1/sessions', body: JSON.stringify(open), headers: service.pep });
    const session = String(body['session_id']);
    const append = async (entry: object) =>
      (await send(service.api.restUrl, { path: `/v1/sessions/${session}/entries`, body: JSON.stringify(entry), headers: service.pep }))
        .body;
    const fact = { name: 'x', value: 1, source, max_age_s: 60 };
    expect(await append({ kind: 'fact', fact })).toMatchObject({ code: 'invalid_field', field: 'fact.source' });
    const supplied = { path: '/v1/decisions/dec_x/context', body: JSON.stringify({ facts: [fact] }), headers: service.pep };
    expect((await send(service.api.restUrl, supplied)).body).toMatchObject({ code: 'invalid_field', field: 'facts' });
  },
);

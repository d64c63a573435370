import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DecisionSchema } from '@writ/aarm';
import type { Decision } from '@writ/aarm';
import { send } from './client.js';
import type { Answer } from './client.js';
import { startService } from './service.js';
import type { TestService } from './service.js';

const QUESTION = { fact: 'change_window', ask: 'is the change window open?', answers: ['open', 'closed'] };
let service: TestService;
let session: string;
let alice: { readonly authorization: string };
let bob: { readonly authorization: string };

beforeAll(async () => {
  service = await startService({ confirmations: [{ ...QUESTION, max_age_s: 300 }] });
  alice = { authorization: `Bearer ${await service.issuer.person('alice', ['viewer'])}` };
  bob = { authorization: `Bearer ${await service.issuer.person('bob', ['approver'])}` };
  const opening = { host_session_id: 'one', user_request: { text: 'deploy' }, identity: await identity() };
  session = String((await post('/v1/sessions', opening)).body['session_id']);
}, 60_000);
afterAll(async () => {
  await service.close();
}, 60_000);

const identity = async () => ({ human: await service.issuer.delegated('alice'), agent: await service.issuer.agent('coder', 'laptop') });
const post = (path: string, body: unknown, headers: Readonly<Record<string, string>> = service.pep): Promise<Answer> =>
  send(service.api.restUrl, { path, body: JSON.stringify(body), headers });
const get = (path: string, headers: Readonly<Record<string, string>>): Promise<Answer> => send(service.api.restUrl, { path, headers });
const asked = async (tool: string, more: object = {}): Promise<Answer> =>
  post('/v1/decisions', { session_id: session, action: { tool, operation: 'run', parameters: {}, ...more }, identity: await identity() });
const decided = async (...given: Parameters<typeof asked>): Promise<Decision> => DecisionSchema.parse((await asked(...given)).body);

describe('a deferral over the wire', () => {
  it('tells its question; the principal alone answers, and everybody sees how it went', async () => {
    const deferred = await decided('deploy');
    expect(deferred).toMatchObject({ result: 'DEFER', deferral: { attempts: [], questions: [QUESTION] } });
    const listed = await get('/v1/deferrals', bob);
    expect(listed.body).toMatchObject({ deferrals: [{ decision_id: deferred.decision_id }] });
    const path = `/v1/decisions/${deferred.decision_id}/answers`;
    const say = { fact: 'change_window', value: 'open' };
    expect((await post(path, say, bob)).body).toMatchObject({ status: 404, code: 'decision_not_found' });
    expect((await post(path, say)).body).toMatchObject({ status: 403, code: 'forbidden_caller' });
    expect((await post(path, { ...say, value: 'ajar' }, alice)).body).toMatchObject({ code: 'invalid_field', field: 'value' });
    expect((await post(path, { ...say, fact: 'Nothing' }, alice)).body).toMatchObject({ code: 'invalid_field', field: 'fact' });
    expect((await post('/v1/decisions/dec_none/answers', say, alice)).body).toMatchObject({ code: 'decision_not_found' });
    const after = DecisionSchema.parse((await post(path, say, alice)).body);
    expect(after).toMatchObject({ result: 'ALLOW', resolution: { method: 'user_confirmation', by: ['person:alice'] } });
    expect((await post(path, say, alice)).body).toMatchObject({ code: 'not_pending' });
    const stats = await get('/v1/stats', bob);
    expect(stats.body).toMatchObject({
      deferrals: { deferred: 1, settled: 1, sources: [{ source: 'user_confirmation' }] },
    });
  });

  it('waits for the actions that it names, which must be of its session', async () => {
    const first = await decided('files');
    const second = await decided('files', { depends_on: [first.action_id] });
    expect(second).toMatchObject({ result: 'DEFER', reason: { code: 'pending_dependency' } });
    await post(`/v1/decisions/${first.decision_id}/outcome`, { status: 'completed' });
    expect((await get(`/v1/decisions/${second.decision_id}`, service.pep)).body).toMatchObject({ result: 'ALLOW' });
    expect((await asked('files', { depends_on: ['act_none'] })).body).toMatchObject({
      code: 'invalid_field',
      field: 'action.depends_on.0',
    });
    expect((await asked('files', { depends_on: [] })).body).toMatchObject({ code: 'invalid_field', field: 'action.depends_on' });
  });

  it('is the same over gRPC', async () => {
    const first = await decided('files');
    const action = { tool: 'files', operation: 'run', parameters_json: '{}', depends_on: [first.action_id] };
    const request = { session_id: session, action, identity: await identity() };
    const waiting = (await service.grpc.call('Decide', request, service.pep)).answer;
    expect(waiting).toMatchObject({ result: 'DEFER', deferral: { attempts: [], questions: [] } });
    expect((await service.grpc.call('ListDeferrals', {}, bob)).answer).toMatchObject({
      deferrals: [{ decision_id: waiting['decision_id'] }],
    });
    const say = { decision_id: waiting['decision_id'], fact: 'change_window', value_json: '"open"' };
    expect((await service.grpc.call('AnswerQuestion', say, alice)).problem).toMatchObject({ code: 'invalid_field', field: 'fact' });
    expect((await service.grpc.call('Stats', {}, bob)).answer).toMatchObject({ deferrals: { waiting: 1 } });
  });
});

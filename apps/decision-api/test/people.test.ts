import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Decision } from '@writ/aarm';
import type { ReceiptPayload, SessionExport } from '@writ/receipt';
import { send } from './client.js';
import type { Answer } from './client.js';
import type { TestIssuer } from './issuer.js';
import { evaluatorOver, rule } from './rules.js';
import { startService } from './service.js';
import type { TestService } from './service.js';

const rules = [
  rule('reads', 'files', {}),
  rule('asks', 'pay', { result: 'STEP_UP', timeout_s: 60 }),
  rule('asks_two', 'wire', { result: 'STEP_UP', quorum: 2, timeout_s: 60 }),
  rule('confirms', 'publish', { result: 'STEP_UP', approvers: ['principal'], timeout_s: 60 }),
];

let service: TestService;
/** Two issuers of one tenant: both have an alice and a bob, who are four people. */
let first: TestIssuer;
let second: TestIssuer;
let host = 0;

beforeAll(async () => {
  service = await startService({}, undefined, undefined, evaluatorOver('people', rules));
  ({ issuer: first, second } = service);
}, 60_000);
afterAll(async () => {
  await service.close();
}, 60_000);

type Headers = Readonly<Record<string, string>>;
const post = (path: string, body: unknown, headers: Headers = service.pep): Promise<Answer> =>
  send(service.api.restUrl, { path, body: JSON.stringify(body), headers });
const forAlice = async (issuer: TestIssuer) => ({ human: await issuer.delegated('alice'), agent: await first.agent('coder', 'laptop') });
const person = async (issuer: TestIssuer, id: string): Promise<Headers> => ({
  authorization: `Bearer ${await issuer.person(id, ['approver'])}`,
});

async function opened(issuer: TestIssuer, host_session_id = `people-${(++host).toString()}`): Promise<Answer> {
  return post('/v1/sessions', { host_session_id, user_request: { text: 'work' }, identity: await forAlice(issuer) });
}

async function asked(tool: string, issuer: TestIssuer, session?: string): Promise<Decision> {
  const session_id = session ?? String((await opened(issuer)).body['session_id']);
  const action = { tool, operation: 'run', parameters: {} };
  const answer = await post('/v1/decisions', { session_id, action, identity: await forAlice(issuer) });
  expect(answer.status).toBe(200);
  return answer.body as unknown as Decision;
}

/** The answer to a yes: the decision, or the problem. */
async function approved({ decision_id, session_id }: Decision, issuer: TestIssuer, id: string) {
  const { receipts } = (await send(service.api.restUrl, { path: `/v1/sessions/${session_id}/receipts`, headers: service.pep }))
    .body as unknown as SessionExport;
  const payloads = receipts.map(({ payload }) => JSON.parse(payload) as ReceiptPayload);
  const about = payloads.find(({ decision }) => decision?.decision_id === decision_id);
  const answer = { answer: 'approve', action_digest: about?.action?.action_digest };
  return (await post(`/v1/approvals/${decision_id}`, answer, await person(issuer, id))).body;
}

describe('alice of one issuer', () => {
  it('does not act in the session of alice of another', async () => {
    const session = String((await opened(first)).body['session_id']);
    expect(await asked('files', first, session)).toMatchObject({ result: 'ALLOW' });
    expect(await asked('files', second, session)).toMatchObject({
      result: 'DENY',
      reason: { code: 'identity_unverified', message: 'the human is not the principal of this session' },
    });
    expect(await asked('files', first, session)).toMatchObject({ result: 'ALLOW' });
  });

  it('does not join it either, nor the other way round', async () => {
    for (const [owner, other] of [
      [first, second],
      [second, first],
    ] as const) {
      const name = `mine-${(++host).toString()}`;
      expect((await opened(owner, name)).status).toBe(201);
      expect((await opened(other, name)).body).toMatchObject({ detail: expect.stringContaining('is of another principal') });
    }
  });

  it('AARM-121: is told apart in receipts, with the issuer', async () => {
    await asked('files', first);
    const { session_id } = await asked('files', second);
    const { receipts } = (await send(service.api.restUrl, { path: `/v1/sessions/${session_id}/receipts`, headers: service.pep }))
      .body as unknown as SessionExport;
    const { action } = JSON.parse(receipts.at(-1)?.payload ?? '{}') as ReceiptPayload;
    const { issuer } = second.pinned;
    expect(action?.requester_context.human).toMatchObject({ id: `${issuer}#alice`, issuer });
  });

  it('does not confirm what alice of another asks', async () => {
    const question = await asked('publish', first);
    expect(await approved(question, second, 'alice')).toMatchObject({ code: 'approval_self' });
    expect(await approved(question, first, 'alice')).toMatchObject({ result: 'ALLOW' });
  });

  it('does not approve it as somebody else either: it may be the same person', async () => {
    const question = await asked('pay', first);
    expect(await approved(question, second, 'alice')).toMatchObject({ code: 'approval_self' });
    expect(await approved(question, second, 'bob')).toMatchObject({ result: 'ALLOW' });
  });

  it('does not hand on what alice of another was given', async () => {
    const session = await asked('files', second);
    const { jkt, ...chain } = await first.delegation('alice', [{ to: 'coder', scope: '*' }]);
    const identity = { human: await second.delegated('alice'), agent: await first.agent('coder', 'laptop', { cnf: { jkt } }), ...chain };
    const action = { tool: 'files', operation: 'run', parameters: {} };
    expect((await post('/v1/decisions', { session_id: session.session_id, action, identity })).body).toMatchObject({
      result: 'DENY',
      reason: { message: 'link 1 of the delegation, from `alice` to `coder`, is for another principal' },
    });
  });
});

describe('two that it takes', () => {
  it('are not one name at two issuers', async () => {
    const question = await asked('wire', first);
    expect(await approved(question, first, 'bob')).toMatchObject({ result: 'STEP_UP' });
    expect(await approved(question, second, 'bob')).toMatchObject({ code: 'approval_duplicate' });
    expect(await approved(question, second, 'carol')).toMatchObject({ result: 'ALLOW' });
  });
});

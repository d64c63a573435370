import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { send } from '../../decision-api/test/client.js';
import { startControl } from './control.js';
import type { Answered, TestControl } from './control.js';

let control: TestControl;
let identity: { readonly human: string; readonly agent: string };
let session: string;
/** Another one for each question: asking again for what was approved is taking it. */
let number = 0;

beforeAll(async () => {
  control = await startControl();
  const { issuer } = control.service;
  identity = { human: await issuer.delegated('alice', ['dev']), agent: await issuer.agent('coder', 'laptop') };
  const opened = await post('/v1/sessions', { host_session_id: 'h', user_request: { text: 'pay' }, identity });
  session = String(opened['session_id']);
}, 60_000);
afterAll(() => control.close(), 60_000);

const post = async (path: string, body: unknown): Promise<Record<string, unknown>> =>
  (await send(control.service.api.restUrl, { path, body: JSON.stringify(body), headers: control.service.pep })).body;

/** A question that waits, as an approver is shown it. */
const asked = async (): Promise<{ readonly id: string; readonly actionDigest: string }> => {
  const action = { tool: 'pay', operation: 'run', parameters: { number: (number += 1) } };
  const id = String((await post('/v1/decisions', { session_id: session, action, identity }))['decision_id']);
  const { data } = await control.query('{ approvals { actionDigest decision { id } } }', await control.as('bob', 'approver'));
  const found = (data?.['approvals'] as { actionDigest: string; decision: { id: string } }[]).find(({ decision }) => decision.id === id);
  return { id, actionDigest: found?.actionDigest ?? '' };
};

const ANSWER = `mutation ($id: ID!, $input: ApprovalAnswerInput!) { answerApproval(decisionId: $id, input: $input) { id result reason { code } } }`;
const answer = (headers: Readonly<Record<string, string>>, id: string, input: object): Promise<Answered> =>
  control.query(ANSWER, headers, { id, input });

describe('an answer over GraphQL', () => {
  it('lets run what was shown, and is used once', async () => {
    const { id, actionDigest } = await asked();
    const bob = await control.as('bob', 'approver');
    const yes = await answer(bob, id, { answer: 'approve', actionDigest, comment: 'fine', dwellMs: 4200 });
    expect(yes.data).toEqual({ answerApproval: { id, result: 'ALLOW', reason: { code: 'approved' } } });
    expect((await answer(bob, id, { answer: 'deny', actionDigest })).codes).toEqual(['not_pending']);
  });

  it('denies, in the words of the person', async () => {
    const { id, actionDigest } = await asked();
    const no = await answer(await control.as('bob', 'approver'), id, { answer: 'deny', actionDigest });
    expect(no.codes).toEqual([]);
    expect(no.data).toMatchObject({ answerApproval: { result: 'DENY', reason: { code: 'approval_denied' } } });
  });

  it('changes nothing where it is refused', async () => {
    const { id, actionDigest } = await asked();
    const bob = await control.as('bob', 'approver');
    const yes = { answer: 'approve', actionDigest };
    const eve = { authorization: `Bearer ${await control.elsewhere.person('eve', ['approver'])}` };
    const [foreign, unknown] = [await answer(eve, id, yes), await answer(bob, 'dec_01ARZ3NDEKTSV4RRFFQ69G5FAV', yes)];
    expect([foreign.codes, unknown.codes]).toEqual([['decision_not_found'], ['decision_not_found']]);
    expect((await answer(await control.as('alice', 'approver'), id, yes)).codes).toEqual(['approval_self']);
    expect((await answer(await control.as('carol', 'auditor'), id, yes)).codes).toEqual(['forbidden_caller']);
    expect((await answer(bob, id, { ...yes, actionDigest: `sha256:${'0'.repeat(64)}` })).codes).toEqual(['approval_digest_mismatch']);
    for (const wrong of [
      { answer: 'perhaps' },
      { actionDigest: 'x' },
      { modifications: '{' },
      { modifications: '[{"op":"raise"}]' },
      { dwellMs: -1 },
      { dwellMs: 0.5 },
    ])
      expect((await answer(bob, id, { ...yes, ...wrong })).codes).toEqual(['invalid_field']);
    const { data } = await control.query(`{ decision(id: "${id}") { result } }`, bob);
    expect(data).toEqual({ decision: { result: 'STEP_UP' } });
  });
});

describe('what a verifier needs', () => {
  it('is there: the keys, and the session; a session of others is not', async () => {
    const carol = await control.as('carol', 'auditor');
    const { data } = await control.query(`{ keys { kid x y status validUntil } session(id: "${session}") { id principal } }`, carol);
    const [key] = await control.service.store.keys();
    expect(data).toEqual({
      keys: [{ kid: key?.kid, x: key?.jwk.x, y: key?.jwk.y, status: 'active', validUntil: null }],
      session: { id: session, principal: 'alice' },
    });
    const eve = { authorization: `Bearer ${await control.elsewhere.person('eve', ['auditor'])}` };
    expect((await control.query(`{ session(id: "${session}") { id } }`, eve)).data).toEqual({ session: null });
  });
});

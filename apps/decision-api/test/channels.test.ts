import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { choiceText } from '@writ/server';
import { SIGNING_SECRET, TOKEN, slackWorkspace } from '../../worker/test/channels/slack-server.js';
import { send } from './client.js';
import { startDeployment } from './processes.js';
import type { ApiProcess, Deployment } from './processes.js';

let slack: Awaited<ReturnType<typeof slackWorkspace>>;
let deployment: Deployment;
let apis: readonly ApiProcess[];

beforeAll(async () => {
  slack = await slackWorkspace();
  deployment = await startDeployment();
  const answers = {
    tenant_id: 'acme',
    signing_secret: SIGNING_SECRET,
    team_id: 'T0TEAM',
    people: { U0BOB: { id: 'bob', roles: ['approver'] }, U0ALICE: { id: 'alice', roles: ['developer'] } },
  };
  const WRIT_NOTIFY = JSON.stringify({
    console_url: 'https://writ.example/',
    tenant_id: 'acme',
    allow: ['127.0.0.0/8'],
    slack: { token: TOKEN, channel: 'C0', api_url: `${slack.url}api/`, answers },
  });
  apis = [await deployment.startApi({ WRIT_NOTIFY }), await deployment.startApi({ WRIT_NOTIFY }), await deployment.startApi()];
}, 90_000);
afterAll(async () => {
  await deployment.close();
  await slack.close();
}, 60_000);

const urlOf = (index: number): string => apis[index]?.url ?? '';

/** A question that waits for an approver, and its button as a message would carry it. */
async function asked(
  branch: string,
): Promise<{ readonly id: string; readonly button: { readonly action_id: string; readonly value: string } }> {
  const { headers, identity } = deployment;
  const post = async (path: string, body: object) => (await send(urlOf(0), { path, body: JSON.stringify(body), headers })).body;
  const { session_id } = await post('/v1/sessions', { host_session_id: 'h', user_request: { text: 'tidy up' }, identity });
  const action = { tool: 'shell', operation: 'execute', parameters: { command: `git push --force origin ${branch}` } };
  const { decision_id: decisionId } = await post('/v1/decisions', { session_id, action, identity });
  const authorization = `Bearer ${await deployment.person('bob', ['approver'])}`;
  const { approvals } = (await send(urlOf(0), { path: '/v1/approvals', headers: { authorization } })).body as unknown as {
    readonly approvals: readonly { readonly action_digest: string; readonly decision: { readonly decision_id: string } }[];
  };
  const id = String(decisionId);
  const action_digest = approvals.find(({ decision }) => decision.decision_id === id)?.action_digest ?? '';
  return {
    id,
    button: {
      action_id: 'writ_approve',
      value: choiceText({ kind: 'approval', tenant_id: 'acme', decision_id: id, action_digest, answer: 'approve' }),
    },
  };
}

it('a click that reaches two processes is taken by one of them; a process that is not set up takes none', async () => {
  const { id, button } = await asked('main');
  const click = slack.pressed(button);
  const at = async (index: number, request: RequestInit): Promise<Response> => fetch(`${urlOf(index)}/v1/channels/slack/actions`, request);
  expect((await at(2, click)).status).toBe(404);
  expect((await at(0, slack.pressed(button, { secret: 'of somebody else' }))).status).toBe(401);
  const answers = await Promise.all([0, 1, 0, 1].map(async (index) => at(index, click)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  for (let wait = 0; slack.whispers.length < 4 && wait < 100; wait += 1) await new Promise((resolve) => setTimeout(resolve, 50));
  const told = slack.whispers.map(({ text }) => text);
  expect(told.filter((text) => text.includes('You approved it. It is now ALLOW'))).toHaveLength(1);
  expect(told.filter((text) => text.includes('This click was taken already'))).toHaveLength(3);
  const records = await deployment.store.receiptsOfDecision('acme', id);
  expect(records.filter(({ kind, payload }) => kind === 'approval' && payload.includes('"method":"slack"'))).toHaveLength(1);
}, 30_000);

it('a click of the principal, whom the rule asks but whose roles may not answer, is refused by the same table as any other answer', async () => {
  const { id, button } = await asked('topic');
  const before = slack.whispers.length;
  const answer = await fetch(`${urlOf(0)}/v1/channels/slack/actions`, slack.pressed(button, { user: 'U0ALICE' }));
  expect(answer.status).toBe(200);
  for (let wait = 0; slack.whispers.length === before && wait < 100; wait += 1) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(slack.whispers.at(-1)?.text).toMatch(/Nothing changes/u);
  expect((await deployment.store.receiptsOfDecision('acme', id)).some(({ kind }) => kind === 'approval')).toBe(false);
}, 30_000);

it('a form is taken from Slack alone', async () => {
  const headers = { ...deployment.headers, 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await send(urlOf(0), { path: '/v1/decisions', body: 'a=b', headers });
  expect(answer.body).toMatchObject({ status: 415, code: 'unsupported_media_type' });
});

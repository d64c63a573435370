import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Decision } from '@writ/aarm';
import { bob, settingsOf, startAnswering, until } from './answering.js';
import type { Answering } from './answering.js';
import { APP_ID, DIRECTORY, PASSWORD, actionsOf, botConnector, textOf } from './teams-server.js';
import type { Execute, TeamsMessage } from './teams-server.js';

const ALICE = 'a11ce000-0000-0000-0000-000000000000';
const CAROL = 'ca401000-0000-0000-0000-000000000000';
const people = {
  'b0b00000-0000-0000-0000-000000000000': { id: 'bob', roles: ['approver'] },
  [CAROL]: { id: 'carol', roles: ['approver'] },
  [ALICE]: { id: 'alice', roles: ['viewer'] },
};
let answering: Answering;
let teams: Awaited<ReturnType<typeof botConnector>>;

beforeAll(async () => {
  teams = await botConnector();
  const bot = {
    tenant_id: 'acme',
    app_id: APP_ID,
    app_password: PASSWORD,
    directory_id: DIRECTORY,
    service_url: teams.url,
    token_url: `${teams.url}token`,
    keys_url: `${teams.url}keys`,
    conversation: '19:approvals@thread.tacv2',
    people,
  };
  answering = await startAnswering(settingsOf({ teams: { bot } }));
}, 60_000);
afterAll(async () => {
  await answering.close();
  await teams.close();
}, 60_000);

const messageOf = async ({ decision_id }: Decision): Promise<TeamsMessage> =>
  until(() => teams.messages.find(({ card }) => JSON.stringify(card).includes(decision_id)));
const closed = async (message: TeamsMessage): Promise<TeamsMessage> => until(() => message.updates > 0 && message);
const post = async (request: RequestInit): Promise<Response> =>
  fetch(`${answering.service.api.restUrl}/v1/channels/teams/activities`, request);

function actionOf(message: TeamsMessage, title: string) {
  const found = actionsOf(message).find((each) => each.title === title);
  if (found === undefined) throw new Error(`no action \`${title}\``);
  return found;
}

/** Presses a button of a card, and returns what the one who did is told. */
async function press(message: TeamsMessage, title: string, how: Execute = {}): Promise<string> {
  const answer = await post(await teams.executed(actionOf(message, title), how));
  const said = (await answer.json()) as { readonly statusCode: number; readonly type: string; readonly value: string };
  expect(said).toMatchObject({ statusCode: 200, type: 'application/vnd.microsoft.activity.message' });
  return said.value;
}

describe('a click in Teams', () => {
  it('approves exactly what the card shows; the receipt says how the person was known, and the card shows the end', async () => {
    const decision = await answering.ask('pay');
    const message = await messageOf(decision);
    expect(message.conversation).toBe('19:approvals@thread.tacv2');
    expect(actionsOf(message).map(({ title }) => title)).toEqual(['Approve', 'Deny', 'Look at it and answer']);
    expect(await press(message, 'Approve')).toContain('You approved it. It is now ALLOW');
    const { receipts } = await answering.service.engine.bundle(bob, decision.decision_id);
    expect(receipts.some(({ payload }) => payload.includes('"approver":"bob"') && payload.includes('"method":"teams"'))).toBe(true);
    expect(textOf(await closed(message))).toContain('ALLOW: approved by `bob`');
    expect(actionsOf(message).map(({ type }) => type)).toEqual(['Action.OpenUrl']);
  }, 20_000);

  it('whose token is not that of the Bot Connector for this bot, channel, service and time is refused', async () => {
    const decision = await answering.ask('pay');
    const message = await messageOf(decision);
    const now = Math.floor(Date.now() / 1000);
    const approve = actionOf(message, 'Approve');
    const broken: readonly Execute[] = [
      { kid: 'unknown' },
      { kid: 'other-channel' },
      { token: { iss: 'https://sts.example/' } },
      { token: { aud: DIRECTORY } },
      { token: { exp: now - 301 } },
      { token: { serviceurl: 'https://smba.example/' } },
      { at: now - 302 },
      { at: now + 302 },
    ];
    const requests = await Promise.all(broken.map(async (how) => teams.executed(approve, how)));
    const bare = { ...(await teams.executed(approve)), headers: { 'content-type': 'application/json' } };
    for (const request of [...requests, bare]) {
      const answer = await post(request);
      expect([answer.status, await answer.json()]).toMatchObject([401, { code: 'unauthenticated' }]);
    }
    const foreign = await post(await teams.executed(approve, { directory: APP_ID }));
    expect([foreign.status, await foreign.json()]).toMatchObject([403, { code: 'forbidden_caller' }]);
    expect(await answering.stands(decision)).toMatchObject({ pending: { kind: 'STEP_UP' } });
    expect(await press(message, 'Deny')).toContain('It is now DENY');
  }, 20_000);

  it('that is sent again is taken once; who is second is told so', async () => {
    const decision = await answering.ask('wire');
    const message = await messageOf(decision);
    const same = { id: 'f:the-same' };
    expect(await press(message, 'Approve', same)).toContain('It still waits for others');
    expect(await press(message, 'Approve', same)).toContain('taken already. Nothing changes.');
    expect(await press(message, 'Approve')).toContain('has answered this already');
    const approve = actionOf(message, 'Approve');
    expect(await press(message, 'Approve', { user: CAROL })).toContain('It is now ALLOW');
    await closed(message);
    const late = (await (await post(await teams.executed(approve))).json()) as { readonly value: string };
    expect(late.value).toContain('You are too late. It is now ALLOW');
  }, 20_000);

  it('of nobody known, of the requester, or for another tenant or digest changes nothing', async () => {
    const decision = await answering.ask('pay');
    const message = await messageOf(decision);
    const shown = JSON.parse(actionOf(message, 'Approve').data?.choice ?? '') as object;
    const choice = (change: object): Execute => ({ choice: JSON.stringify({ ...shown, ...change }) });
    expect(await press(message, 'Approve', { user: APP_ID })).toContain('does not know who you are');
    expect(await press(message, 'Approve', { user: ALICE })).toContain('the person who asked cannot approve');
    expect(await press(message, 'Approve', choice({ tenant_id: 'rival' }))).toContain('There is no such question');
    expect(await press(message, 'Approve', choice({ action_digest: `sha256:${'0'.repeat(64)}` }))).toContain('about something else');
    expect(await answering.stands(decision)).toMatchObject({ pending: { kind: 'STEP_UP' } });
  }, 20_000);

  it('that is something else, like that the bot was installed, is acknowledged and changes nothing', async () => {
    const message = await messageOf(await answering.ask('pay'));
    const answer = await post(await teams.executed(actionOf(message, 'Approve'), { name: 'composeExtension/query' }));
    expect([answer.status, await answer.json()]).toEqual([200, {}]);
    expect((await post({ method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })).status).toBe(400);
  }, 20_000);
});

describe('a question to the human principal', () => {
  it('is asked in a conversation of their own, and the answer is a fact', async () => {
    const decision = await answering.ask('deploy');
    const message = await messageOf(decision);
    expect(message.conversation).toBe(`a:${ALICE}`);
    expect(await press(message, 'open')).toContain('There is no such question for you');
    expect(await press(message, 'open', { user: ALICE })).toContain('You said `open`. It is now ALLOW');
    expect(await answering.stands(decision)).toMatchObject({ resolution: { method: 'user_confirmation', by: ['person:alice'] } });
    await closed(message);
    expect(teams.tokens()).toBe(1);
  }, 20_000);
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Decision } from '@writ/aarm';
import { startPostgres } from '@writ/store';
import { bob, settingsOf, startAnswering, until } from './answering.js';
import type { Answering } from './answering.js';
import { receiver } from './notices.js';
import { SIGNING_SECRET, TOKEN, buttonOf, buttonsOf, slackWorkspace } from './slack-server.js';
import type { Press, SlackMessage } from './slack-server.js';

const people = {
  U0BOB: { id: 'bob', roles: ['approver'] },
  U0CAROL: { id: 'carol', roles: ['approver'] },
  U0ALICE: { id: 'alice', roles: ['approver'] },
  U0EVE: { id: 'eve', roles: ['viewer'] },
  U0IVO: { id: 'ivo', roles: ['intern'] },
};
/** What must end after the service. */
const closers: (() => Promise<void>)[] = [];
let answering: Answering;
let slack: Awaited<ReturnType<typeof slackWorkspace>>;
const ask: Answering['ask'] = async (...given) => answering.ask(...given);
const stands: Answering['stands'] = async (decision) => answering.stands(decision);

beforeAll(async () => {
  slack = await slackWorkspace();
  const answers = { tenant_id: 'acme', signing_secret: SIGNING_SECRET, team_id: 'T0TEAM', people };
  answering = await startAnswering(settingsOf({ slack: { token: TOKEN, channel: 'C0', api_url: `${slack.url}api/`, answers } }));
}, 60_000);
afterAll(async () => {
  await answering.close();
  for (const close of closers) await close();
  await slack.close();
}, 60_000);

const messageOf = async (decision: Decision): Promise<SlackMessage> =>
  until(() => slack.messages.find(({ blocks }) => JSON.stringify(blocks).includes(decision.decision_id)));
const closed = async (message: SlackMessage): Promise<SlackMessage> => until(() => message.updates > 0 && message);
const post = async (request: RequestInit): Promise<Response> =>
  fetch(`${answering.service.api.restUrl}/v1/channels/slack/actions`, request);

/** Presses a button, and returns what the one who did is told. */
async function press(message: SlackMessage, action: string, how: Press = {}): Promise<string> {
  const before = slack.whispers.length;
  const answer = await post(slack.pressed(buttonOf(message, action), how));
  expect(answer.status).toBe(200);
  return until(() => slack.whispers[before]?.text);
}

describe('a click in Slack', () => {
  it('AARM-67: approves exactly what the message shows; the receipt says how the person was known, and the message shows the end', async () => {
    const decision = await ask('pay');
    const message = await messageOf(decision);
    expect(message.channel).toBe('C0');
    expect(buttonsOf(message).map(({ text }) => text.text)).toEqual(['Approve', 'Deny', 'Look at it and answer']);
    expect(await press(message, 'writ_approve')).toContain('You approved it. It is now ALLOW');
    expect(slack.whispers.at(-1)).toMatchObject({ response_type: 'ephemeral', replace_original: false });
    expect(await stands(decision)).toMatchObject({ result: 'ALLOW', resolution: { method: 'human_approval', by: ['bob'] } });
    const { receipts } = await answering.service.engine.bundle(bob, decision.decision_id);
    expect(receipts.some(({ payload }) => payload.includes('"approver":"bob"') && payload.includes('"method":"slack"'))).toBe(true);
    expect((await closed(message)).text).toContain('ALLOW: approved by `bob`');
    expect(buttonsOf(message).map(({ action_id }) => action_id)).toEqual(['open']);
  }, 20_000);

  it('denies', async () => {
    const decision = await ask('pay');
    expect(await press(await messageOf(decision), 'writ_deny')).toContain('You denied it. It is now DENY');
    expect(await stands(decision)).toMatchObject({ result: 'DENY', pending: null });
  }, 20_000);

  it('with a bad signature, an old or a coming timestamp, or none is refused, and nothing changes', async () => {
    const decision = await ask('pay');
    const button = buttonOf(await messageOf(decision), 'writ_approve');
    const now = Date.now() / 1000;
    const good = slack.pressed(button);
    const altered = { ...good, body: (good.body as string).replace('U0BOB', 'U0CAROL') };
    const bare = { ...good, headers: { 'content-type': 'application/x-www-form-urlencoded' } };
    const old = slack.pressed(button, { at: now - 301 });
    const coming = slack.pressed(button, { at: now + 302 });
    const relabelled = { ...old, headers: { ...(old.headers as object), 'x-slack-request-timestamp': Math.floor(now).toString() } };
    for (const request of [slack.pressed(button, { secret: 'another secret of 16' }), altered, bare, old, coming, relabelled]) {
      const answer = await post(request);
      expect(answer.status).toBe(401);
      expect(await answer.json()).toMatchObject({ code: 'unauthenticated' });
    }
    expect(await stands(decision)).toMatchObject({ pending: { kind: 'STEP_UP' } });
    await press(await messageOf(decision), 'writ_deny');
  }, 20_000);

  it('that is sent again is taken once', async () => {
    const decision = await ask('wire');
    const request = slack.pressed(buttonOf(await messageOf(decision), 'writ_approve'));
    const before = slack.whispers.length;
    await Promise.all([post(request), post(request)]);
    const told = await until(() => slack.whispers.length >= before + 2 && slack.whispers.slice(before).map(({ text }) => text));
    expect(told.filter((text) => text.includes('This click was taken already. Nothing changes.'))).toHaveLength(1);
    expect(told.filter((text) => text.includes('You approved it. It still waits for others'))).toHaveLength(1);
    expect(await press(await messageOf(decision), 'writ_approve')).toContain('has answered this already. Nothing changes.');
    expect(await stands(decision)).toMatchObject({ pending: { kind: 'STEP_UP' } });
    expect(await press(await messageOf(decision), 'writ_approve', { user: 'U0CAROL' })).toContain('It is now ALLOW');
  }, 20_000);

  it('AARM-72: of nobody known, of an outsider in a shared channel, of the requester, of one without the role changes nothing', async () => {
    const decision = await ask('pay');
    const message = await messageOf(decision);
    expect(await press(message, 'writ_approve', { user: 'U0NOBODY' })).toContain('does not know who you are');
    expect(await press(message, 'writ_approve', { user: 'constructor' })).toContain('does not know who you are');
    expect(await press(message, 'writ_approve', { userTeam: 'T0OTHER' })).toContain('does not know who you are');
    expect(await press(message, 'writ_approve', { user: 'U0ALICE' })).toContain('the person who asked cannot approve');
    expect(await press(message, 'writ_approve', { user: 'U0EVE' })).toContain('is none of');
    expect(await press(message, 'writ_approve', { user: 'U0IVO' })).toContain('needs one of the roles');
    const foreign = await post(slack.pressed(buttonOf(message, 'writ_approve'), { team: 'T0OTHER' }));
    expect(foreign.status).toBe(403);
    expect(await stands(decision)).toMatchObject({ pending: { kind: 'STEP_UP' } });
    await press(message, 'writ_deny');
  }, 20_000);

  it('for another tenant, another decision or another digest changes nothing', async () => {
    const [decision, other] = [await ask('pay'), await ask('pay', { amount: 6 })];
    const message = await messageOf(decision);
    const shown = JSON.parse(buttonOf(message, 'writ_approve').value ?? '') as Readonly<Record<string, string>>;
    const value = (change: object): Press => ({ value: JSON.stringify({ ...shown, ...change }) });
    expect(await press(message, 'writ_approve', value({ tenant_id: 'rival' }))).toContain('There is no such question');
    expect(await press(message, 'writ_approve', value({ decision_id: 'dec_none' }))).toContain('There is no such question for you');
    expect(await press(message, 'writ_approve', value({ decision_id: other.decision_id }))).toContain('about something else by now');
    expect(await press(message, 'writ_approve', value({ action_digest: `sha256:${'0'.repeat(64)}` }))).toContain('about something else');
    expect(await press(message, 'writ_approve', { value: 'nonsense' })).toContain('There is no such question');
    for (const each of [decision, other]) expect(await stands(each)).toMatchObject({ pending: { kind: 'STEP_UP' } });
  }, 20_000);

  it('that comes after the deadline or after somebody else is told so, and the message shows the end however it came', async () => {
    const late = await ask('pay_soon');
    const lateMessage = await messageOf(late);
    const decision = await ask('pay');
    const message = await messageOf(decision);
    const approve = buttonOf(message, 'writ_approve');
    const { action_digest } = JSON.parse(approve.value ?? '') as { readonly action_digest: string };
    slack.refusing.update = 2;
    await answering.service.engine.settleApproval(bob, decision.decision_id, { answer: 'deny', action_digest, comment: 'not today' });
    expect((await closed(message)).text).toContain('DENY: `bob` denied it: not today');
    const before = slack.whispers.length;
    await post(slack.pressed(approve, { user: 'U0CAROL' }));
    expect(await until(() => slack.whispers[before]?.text)).toContain('You are too late. It is now DENY: `bob` denied it: not today');
    const lateApprove = buttonOf(lateMessage, 'writ_approve');
    await until(() => Date.parse(late.pending?.deadline ?? '') < Date.now() - 50);
    await post(slack.pressed(lateApprove));
    expect(await until(() => slack.whispers[before + 1]?.text)).toContain('You are too late');
    await answering.service.engine.settleOverdue(10);
    expect((await closed(lateMessage)).text).toContain('DENY');
    expect(await stands(late)).toMatchObject({ result: 'DENY', resolution: { method: 'timeout' } });
  }, 20_000);

  it('on a message about what somebody narrowed since is told so, and a new message asks', async () => {
    const decision = await ask('wire', { amount: 50 });
    const message = await messageOf(decision);
    const approve = buttonOf(message, 'writ_approve');
    const { action_digest } = JSON.parse(approve.value ?? '') as { readonly action_digest: string };
    const modifications = [{ op: 'cap' as const, path: ['amount'], value: 20 }];
    const before = slack.messages.length;
    const narrowed = { answer: 'approve' as const, action_digest, modifications };
    await answering.service.engine.settleApproval(bob, decision.decision_id, narrowed);
    expect((await closed(message)).text).toContain('It is asked anew in another message');
    const whispers = slack.whispers.length;
    await post(slack.pressed(approve, { user: 'U0CAROL' }));
    expect(await until(() => slack.whispers[whispers]?.text)).toContain('about something else by now');
    const anew = await until(() => slack.messages[before]);
    expect(JSON.stringify(anew.blocks)).toContain('amount (was asked for): 50');
    expect(await press(anew, 'writ_approve', { user: 'U0CAROL' })).toContain('It is now MODIFY');
    expect(await stands(decision)).toMatchObject({ result: 'MODIFY', effective_parameters: { amount: 20 } });
  }, 20_000);

  it('cannot approve what the message does not show whole', async () => {
    const decision = await ask('pay', { note: 'x'.repeat(4000) });
    const message = await messageOf(decision);
    expect(buttonsOf(message).map(({ action_id }) => action_id)).toEqual(['writ_deny', 'open']);
    await press(message, 'writ_deny');
  }, 20_000);

  it('is answered nowhere but at Slack, whatever address it names', async () => {
    const trap = await receiver(() => ({ status: 200 }));
    const decision = await ask('pay');
    const button = buttonOf(await messageOf(decision), 'writ_deny');
    expect((await post(slack.pressed(button, { responseUrl: `${trap.url}latest/meta-data` }))).status).toBe(200);
    await until(async () => (await stands(decision)).result === 'DENY');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(trap.received).toHaveLength(0);
    await trap.close();
  }, 20_000);

  it('on a link, and anything else that Slack reports, is acknowledged and changes nothing', async () => {
    const answer = await post(slack.pressed({ action_id: 'open' }));
    expect(answer.status).toBe(200);
    expect((await post(slack.pressed({ action_id: 'x' }, {}))).status).toBe(200);
  });
});

describe('a question to the human principal', () => {
  it('AARM-92: is asked and answered in private; the answer is a fact, and nobody else may give it', async () => {
    const decision = await ask('deploy');
    const message = await messageOf(decision);
    expect(message.channel).toBe('U0ALICE');
    expect(JSON.stringify(message.blocks)).toContain('Is the change window open?');
    expect(await press(message, 'writ_answer_0_0', { user: 'U0BOB' })).toContain('There is no such question for you');
    const value = { value: JSON.stringify({ ...(JSON.parse(buttonOf(message, 'writ_answer_0_0').value ?? '') as object), value: 'ajar' }) };
    expect(await press(message, 'writ_answer_0_0', { user: 'U0ALICE', ...value })).toContain('is no answer to it');
    expect(await stands(decision)).toMatchObject({ pending: { kind: 'DEFER' } });
    expect(await press(message, 'writ_answer_0_0', { user: 'U0ALICE' })).toContain('You said `open`. It is now ALLOW');
    expect(await stands(decision)).toMatchObject({ result: 'ALLOW', resolution: { method: 'user_confirmation', by: ['person:alice'] } });
    expect((await closed(message)).text).toContain('ALLOW');
    expect(await answering.deliveries.deliveries('acme', decision.decision_id)).toMatchObject([{ channel: 'slack', state: 'delivered' }]);
  }, 20_000);
});

it('a click while the database is away says that nobody knows, and counts when it is back', async () => {
  const { service } = answering;
  const decision = await ask('pay');
  const message = await messageOf(decision);
  await service.postgres.stop();
  expect(await press(message, 'writ_approve')).toContain('Writ cannot say whether your answer was taken');
  const again = await startPostgres({ dataDir: service.dataDir, port: Number(new URL(service.postgres.url).port) });
  closers.push(() => again.stop());
  await until(async () => (await press(message, 'writ_approve')).includes('It is now ALLOW'));
  expect((await closed(message)).text).toContain('ALLOW');
}, 40_000);

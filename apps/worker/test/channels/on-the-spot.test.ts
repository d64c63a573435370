import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Decision } from '@writ/aarm';
import { choiceIn, choiceText } from '@writ/server';
import { noticeOf, plainText } from '../../src/channels/notice.js';
import { blocksOf } from '../../src/channels/slack-blocks.js';
import { slack } from '../../src/channels/slack.js';
import { cardOf } from '../../src/channels/teams-cards.js';
import { teamsBot } from '../../src/channels/teams-bot.js';
import { settingsOf, startAnswering, until } from './answering.js';
import type { Answering } from './answering.js';
import { notice, request } from './notices.js';
import { SIGNING_SECRET, TOKEN, buttonOf, buttonsOf, slackWorkspace } from './slack-server.js';
import type { SlackMessage } from './slack-server.js';
import { APP_ID, DIRECTORY, actionsOf, botConnector } from './teams-server.js';

const allow = ['127.0.0.0/8'];
let workspace: Awaited<ReturnType<typeof slackWorkspace>>;
let answering: Answering;

beforeAll(async () => {
  workspace = await slackWorkspace();
  const people = { U0BOB: { id: 'bob', roles: ['approver'] } };
  const answers = { tenant_id: 'acme', approve: false, signing_secret: SIGNING_SECRET, team_id: 'T0TEAM', people };
  answering = await startAnswering(settingsOf({ slack: { token: TOKEN, channel: 'C0', api_url: `${workspace.url}api/`, answers } }));
}, 60_000);
afterAll(async () => {
  await answering.close();
  await workspace.close();
}, 60_000);

const messageOf = async ({ decision_id }: Decision): Promise<SlackMessage> =>
  until(() => workspace.messages.find(({ blocks }) => JSON.stringify(blocks).includes(decision_id)));

describe('where a click is not proof enough', () => {
  it('there is no Approve, one that is pressed all the same changes nothing, and a click can deny', async () => {
    const decision = await answering.ask('pay');
    const message = await messageOf(decision);
    expect(buttonsOf(message).map(({ action_id }) => action_id)).toEqual(['writ_deny', 'open']);
    const deny = buttonOf(message, 'writ_deny');
    const choice = choiceIn(deny.value);
    if (choice?.kind !== 'approval') throw new Error('no choice');
    const url = `${answering.service.api.restUrl}/v1/channels/slack/actions`;
    await fetch(url, workspace.pressed({ action_id: 'writ_approve', value: choiceText({ ...choice, answer: 'approve' }) }));
    expect(await until(() => workspace.whispers[0]?.text)).toContain('Approving takes more than a click in slack');
    expect(await answering.stands(decision)).toMatchObject({ pending: { kind: 'STEP_UP' } });
    await fetch(url, workspace.pressed(deny));
    expect(await until(() => workspace.whispers[1]?.text)).toContain('You denied it');
  }, 20_000);

  it('a question to a principal whom nobody mapped is a delivery that was rejected, by its name', async () => {
    const decision = await answering.ask('deploy');
    const [record] = await until(async () => {
      const found = await answering.deliveries.deliveries('acme', decision.decision_id);
      return found[0]?.state === 'rejected' && found;
    });
    expect(record?.error).toBe('`alice` is nobody in `slack.answers.people`');
  }, 20_000);
});

describe('a message about a question whose yes takes a passkey', () => {
  const asked = { ...notice(), presence_required: true };
  const answering = { tenantId: 'acme', approve: true };

  it('can be denied there, and links to the console for more', () => {
    expect(JSON.stringify(blocksOf(asked, answering))).toContain('writ_deny');
    expect(JSON.stringify(blocksOf(asked, answering))).not.toContain('writ_approve');
    expect(JSON.stringify(blocksOf({ ...asked, presence_required: false }, answering))).toContain('writ_approve');
    expect(JSON.stringify(cardOf(asked, answering))).not.toContain('Approve');
    expect(JSON.stringify(cardOf(asked, answering))).toContain('Deny');
    expect(JSON.stringify(cardOf({ ...asked, presence_required: false }, answering))).toContain('Approve');
  });

  it('says so, over every channel', () => {
    const told = noticeOf({ ...request(), presence_required: true }, 'https://writ.example/console/');
    expect(told).toMatchObject({ presence_required: true });
    expect(told === null ? '' : plainText(told)).toContain('a passkey of the approver, in the console');
    expect(plainText(notice())).not.toContain('passkey');
  });
});

describe('a message about a question of another tenant', () => {
  it('only links in Slack', async () => {
    const answers = { tenant_id: 'acme', approve: true, people: {} };
    const channel = slack({ token: TOKEN, channel: 'C0', allow, apiUrl: `${workspace.url}api/`, answers });
    for (const [tenant, actions] of [
      ['rival', ['open']],
      ['acme', ['writ_approve', 'writ_deny', 'open']],
    ] as const) {
      const said = await channel.deliver(notice(), tenant);
      const { ts } = JSON.parse(said.state === 'delivered' ? (said.message ?? '') : '') as { readonly ts: string };
      const message = workspace.messages.find((each) => each.ts === ts);
      expect(message === undefined ? [] : buttonsOf(message).map(({ action_id }) => action_id)).toEqual(actions);
    }
  });

  it('only links in Teams, and a bot whose secret is refused is not tried again', async () => {
    const teams = await botConnector();
    const base = { tenant_id: 'acme', approve: true, app_id: APP_ID, directory_id: DIRECTORY, conversation: 'c', people: {} };
    const urls = { service_url: teams.url, token_url: `${teams.url}token`, keys_url: `${teams.url}keys` };
    const wrong = teamsBot({ bot: { ...base, ...urls, app_password: 'another secret of 16' }, allow });
    expect(await wrong.deliver(notice(), 'acme')).toEqual({
      state: 'rejected',
      error: 'no token for the bot: the other side answered 400',
    });
    const guarded = teamsBot({ bot: { ...base, ...urls, app_password: 'client-secret-of-the-bot' }, allow: [] });
    expect(await guarded.deliver(notice(), 'acme')).toMatchObject({ state: 'rejected' });
    const bot = teamsBot({ bot: { ...base, ...urls, app_password: 'client-secret-of-the-bot' }, allow });
    expect(await bot.deliver(notice(), 'rival')).toMatchObject({ state: 'delivered' });
    expect(await bot.deliver(notice({ note: 'x'.repeat(40_000) }), 'acme')).toMatchObject({ state: 'delivered' });
    const shown = teams.messages.map((message) => actionsOf(message).map(({ title }) => title));
    expect(shown).toEqual([['Look at it and answer'], ['Deny', 'Look at it and answer']]);
    await teams.close();
  });
});

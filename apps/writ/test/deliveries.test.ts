import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPep } from '@writ/pep';
import type { Pep } from '@writ/pep';
import type { KeyRecord } from '@writ/receipt';
import { SIGNING_SECRET, TOKEN, buttonOf, slackWorkspace } from '../../worker/test/channels/slack-server.js';
import { PROGRAM, runNode } from './run-program.js';

const BASELINE = fileURLToPath(new URL('../../../policies/baseline', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'writ-deliveries-'));
const data = join(root, 'data');
let slack: Awaited<ReturnType<typeof slackWorkspace>>;
let service: ChildProcess;
let record: Service;
let pep: Pep;

interface Service {
  readonly rest_url: string;
  readonly issuer_url: string;
}
const post = async (url: string, body: object, secret: string): Promise<{ readonly [member: string]: string }> => {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${secret}` };
  return (await (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).json()) as {
    readonly [member: string]: string;
  };
};

/** An enforcement point as `writ connect` enrols it. */
async function enrolled({ rest_url, issuer_url }: Service): Promise<Pep> {
  const secret = readFileSync(join(data, 'demonstration', 'secret'), 'utf8');
  const {
    pep_id,
    refresh_secret,
    credential = '',
  } = await post(`${issuer_url}/enrolments`, { host: 'claude-code', human: 'alice' }, secret);
  const asked = { grant_type: 'client_credentials', client_id: pep_id, client_secret: refresh_secret };
  const { human_token: human = '', agent_token: agent = '' } = await post(`${issuer_url}/token`, asked, '');
  const { keys } = (await (await fetch(`${rest_url}/.well-known/writ-keys.json`)).json()) as { readonly keys: readonly KeyRecord[] };
  return createPep({ url: rest_url, credential, keys, identity: () => Promise.resolve({ human, agent }), deadlineMs: 5_000 });
}

beforeAll(async () => {
  chmodSync(root, 0o711);
  slack = await slackWorkspace();
  const people = { U0BOB: { id: 'bob', roles: ['approver'] } };
  const notify = {
    console_url: 'https://writ.example/',
    allow: ['127.0.0.0/8'],
    slack: {
      token: TOKEN,
      channel: 'C0',
      api_url: `${slack.url}api/`,
      answers: { signing_secret: SIGNING_SECRET, team_id: 'T0TEAM', people },
    },
    // Nobody answers there.
    teams: { url: 'http://127.0.0.1:9/' },
  };
  const args = [PROGRAM, 'up', '--demonstration', '--port', '0', '--data', data, '--packs', BASELINE, '--json'];
  const env = { ...process.env, WRIT_NOTIFY: JSON.stringify(notify) };
  service = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'], env });
  let said = '';
  for await (const chunk of service.stdout ?? []) {
    said += String(chunk);
    if (said.trimEnd().endsWith('\n}')) break;
  }
  record = JSON.parse(said) as Service;
  pep = await enrolled(record);
}, 90_000);
afterAll(async () => {
  const gone = once(service, 'exit');
  service.kill('SIGTERM');
  await gone;
  await slack.close();
  rmSync(root, { recursive: true, force: true });
}, 30_000);

interface Listed {
  readonly deliveries: readonly {
    readonly channel: string;
    readonly state: string;
    readonly error: string | null;
    readonly shows: string | null;
  }[];
}
const listed = async (...args: readonly string[]): Promise<Listed & { readonly code: number | null }> => {
  const { code, stdout } = await runNode(PROGRAM, ['deliveries', ...args, '--data', data, '--json']);
  return { code, ...(JSON.parse(stdout) as Listed) };
};
async function until<T>(find: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const found = await find();
    if (found !== undefined && found !== false) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('nothing came');
}

describe('writ up with channels', () => {
  it('AARM-74: asks in Slack, takes the click of a known person, and says over which channel it did not arrive', async () => {
    const { sessionId } = await pep.openSession({ hostSessionId: 'h', agentType: 'test', userRequest: { text: 'clean up the history' } });
    const action = { tool: 'shell', operation: 'execute', parameters: { command: 'git push --force origin main' } };
    const { decision } = await pep.decide({ sessionId, action, idempotencyKey: 'one' });
    const id = decision?.decision_id ?? '';
    expect(decision).toMatchObject({ result: 'STEP_UP' });
    const message = await until(() => slack.messages.find(({ blocks }) => JSON.stringify(blocks).includes(id)));
    const pressed = slack.pressed(buttonOf(message, 'writ_deny'));
    expect((await fetch(`${record.rest_url}/v1/channels/slack/actions`, pressed)).status).toBe(200);
    expect(await until(() => slack.whispers[0]?.text)).toContain('You denied it. It is now DENY');
    expect((await until(() => message.updates > 0 && message)).text).toContain('DENY: `bob` denied it');
    const found = await until(async () => {
      const now = await listed(id);
      return now.deliveries.some(({ shows }) => shows === 'closed') && now;
    });
    expect(found.code).toBe(1);
    const over = (channel: string) => found.deliveries.find((each) => each.channel === channel);
    expect(over('slack')).toMatchObject({ state: 'delivered', shows: 'closed' });
    expect(over('teams')).toMatchObject({ shows: null });
    expect(over('teams')?.error).toContain('ECONNREFUSED');
    expect((await listed('--undelivered')).deliveries.map(({ channel }) => channel)).toEqual(['teams']);
    expect((await listed(id, '--undelivered')).deliveries).toHaveLength(1);
    const { code, stderr } = await runNode(PROGRAM, ['deliveries', '--first', 'x', '--data', data]);
    expect([code, stderr]).toEqual([2, expect.stringContaining('`--first x` is no number of lines')]);
  }, 40_000);
});

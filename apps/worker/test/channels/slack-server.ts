import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export const TOKEN = 'xoxb-of-the-test';
export const SIGNING_SECRET = 'signing-secret-of-the-app';

interface Element {
  readonly type: string;
  readonly action_id: string;
  readonly value?: string;
  readonly url?: string;
  readonly text: { readonly text: string };
}
interface Block {
  readonly type: string;
  readonly text?: { readonly type: string; readonly text: string };
  readonly elements?: readonly Element[];
}

/** A message as a workspace holds it. */
export interface SlackMessage {
  readonly channel: string;
  readonly ts: string;
  text: string;
  blocks: readonly Block[];
  updates: number;
}

/** What a click sends, where a test wants it otherwise. */
export interface Press {
  readonly user?: string;
  readonly team?: string;
  readonly userTeam?: string;
  readonly value?: string;
  readonly at?: number;
  readonly secret?: string;
  readonly responseUrl?: string;
}

export const buttonsOf = (message: SlackMessage): readonly Element[] =>
  message.blocks.flatMap(({ elements }) => elements ?? []).filter(({ type }) => type === 'button');
export const buttonOf = (message: SlackMessage, action: string): Element => {
  const found = buttonsOf(message).find(({ action_id }) => action_id === action);
  if (found === undefined) throw new Error(`no button \`${action}\` in ${JSON.stringify(message)}`);
  return found;
};

/** A workspace of Slack as far as an app sees it: `chat.postMessage`, `chat.update`, response URLs, and signed presses of buttons. */
export async function slackWorkspace() {
  const messages: SlackMessage[] = [];
  const whispers: { readonly text: string; readonly response_type: string; readonly replace_original: boolean }[] = [];
  const refusing = { update: 0 };
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const said = JSON.parse(body) as SlackMessage & (typeof whispers)[number];
      const answer = (value: object): void => void response.setHeader('content-type', 'application/json').end(JSON.stringify(value));
      if (request.url?.startsWith('/response/') === true) {
        whispers.push(said);
        return answer({ ok: true });
      }
      if (request.headers.authorization !== `Bearer ${TOKEN}`) return answer({ ok: false, error: 'invalid_auth' });
      if (request.url === '/api/chat.postMessage') {
        const message = {
          channel: said.channel,
          ts: `${Date.now().toString()}.${messages.length.toString().padStart(6, '0')}`,
          text: said.text,
        };
        messages.push({ ...message, blocks: said.blocks, updates: 0 });
        return answer({ ok: true, ...message });
      }
      const found = messages.find(({ channel, ts }) => channel === said.channel && ts === said.ts);
      if (request.url !== '/api/chat.update' || found === undefined) return answer({ ok: false, error: 'message_not_found' });
      if (refusing.update-- > 0) return answer({ ok: false, error: 'ratelimited' });
      Object.assign(found, { text: said.text, blocks: said.blocks, updates: found.updates + 1 });
      return answer({ ok: true, channel: found.channel, ts: found.ts });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port.toString()}/`;

  /** The request that Slack sends when somebody presses a button. */
  const pressed = (element: Pick<Element, 'action_id'> & { readonly value?: string }, press: Press = {}): RequestInit => {
    const team = press.team ?? 'T0TEAM';
    const payload = {
      type: 'block_actions',
      user: { id: press.user ?? 'U0BOB', username: 'x', team_id: press.userTeam ?? team },
      api_app_id: 'A1',
      token: 'legacy',
      container: { type: 'message' },
      trigger_id: Math.random().toString(),
      team: { id: team, domain: 'd' },
      channel: { id: 'C0', name: 'approvals' },
      response_url: press.responseUrl ?? `${url}response/1`,
      actions: [{ type: 'button', block_id: 'b', action_id: element.action_id, value: press.value ?? element.value, action_ts: '1' }],
    };
    const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
    const timestamp = Math.floor(press.at ?? Date.now() / 1000).toString();
    const mac = createHmac('sha256', press.secret ?? SIGNING_SECRET)
      .update(`v0:${timestamp}:${body}`)
      .digest('hex');
    return {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': `v0=${mac}`,
      },
    };
  };
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url, messages, whispers, refusing, pressed, close };
}

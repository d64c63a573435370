import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT, exportJWK, generateKeyPair } from 'jose';

export const APP_ID = '11111111-2222-3333-4444-555555555555';
export const DIRECTORY = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';
export const PASSWORD = 'client-secret-of-the-bot';
const ISSUER = 'https://api.botframework.com';

interface Action {
  readonly type: string;
  readonly title: string;
  readonly verb?: string;
  readonly data?: { readonly choice: string };
}
interface Card {
  readonly body: readonly { readonly actions?: readonly Action[]; readonly inlines?: readonly { readonly text: string }[] }[];
  readonly actions: readonly Action[];
}

/** A message as a conversation holds it. */
export interface TeamsMessage {
  readonly conversation: string;
  readonly id: string;
  card: Card;
  updates: number;
}

/** What an activity and its token say, where a test wants it otherwise. */
export interface Execute {
  readonly user?: string;
  readonly directory?: string;
  readonly choice?: string;
  readonly id?: string;
  readonly at?: number;
  readonly token?: Readonly<Record<string, unknown>>;
  readonly kid?: 'endorsed' | 'other-channel' | 'unknown';
  readonly name?: string;
}

export const actionsOf = ({ card }: TeamsMessage): readonly Action[] => [
  ...card.body.flatMap(({ actions = [] }) => actions),
  ...card.actions,
];
export const textOf = ({ card }: TeamsMessage): string => JSON.stringify(card.body);

/** The Bot Connector and the login of a directory as far as a bot sees them: tokens, conversations, activities, and signed invokes. */
export async function botConnector() {
  const pair = await generateKeyPair('RS256', { extractable: true });
  const stranger = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(pair.publicKey)), use: 'sig', alg: 'RS256' };
  const keys = [
    { ...jwk, kid: 'endorsed', endorsements: ['msteams', 'webchat'] },
    { ...jwk, kid: 'other-channel', endorsements: ['webchat'] },
  ];
  const messages: TeamsMessage[] = [];
  const opened: string[] = [];
  let tokens = 0;
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const answer = (status: number, value: object): void =>
        void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
      const path = decodeURIComponent(request.url ?? '');
      if (path === '/keys') return answer(200, { keys });
      if (path === '/token') {
        const form = new URLSearchParams(body);
        const known = form.get('client_id') === APP_ID && form.get('client_secret') === PASSWORD;
        const right =
          known && form.get('scope') === 'https://api.botframework.com/.default' && form.get('grant_type') === 'client_credentials';
        tokens += 1;
        return right
          ? answer(200, { token_type: 'Bearer', expires_in: 3600, access_token: 'bot-token' })
          : answer(400, { error: 'invalid_client' });
      }
      if (request.headers.authorization !== 'Bearer bot-token') return answer(401, {});
      const said = JSON.parse(body) as {
        readonly attachments: readonly [{ readonly content: Card }];
        readonly members?: readonly [{ readonly id: string }];
      };
      if (path === '/v3/conversations' && said.members !== undefined) {
        opened.push(said.members[0].id);
        return answer(201, { id: `a:${said.members[0].id}` });
      }
      const [, conversation = '', id] = /^\/v3\/conversations\/([^/]+)\/activities(?:\/(.+))?$/u.exec(path) ?? [];
      const card = said.attachments[0].content;
      if (id === undefined) {
        const message = { conversation, id: `activity-${messages.length.toString()}`, card, updates: 0 };
        messages.push(message);
        return answer(201, { id: message.id });
      }
      const found = messages.find((each) => each.id === id && each.conversation === conversation);
      if (request.method !== 'PUT' || found === undefined) return answer(404, {});
      Object.assign(found, { card, updates: found.updates + 1 });
      return answer(200, { id });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port.toString()}/`;

  /** The request that the Bot Connector sends when somebody presses an `Action.Execute`. */
  const executed = async (action: Action, how: Execute = {}): Promise<RequestInit> => {
    const { kid = 'endorsed' } = how;
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: ISSUER, aud: APP_ID, nbf: now - 10, exp: now + 600, serviceurl: url, ...how.token };
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid })
      .sign((kid === 'unknown' ? stranger : pair).privateKey);
    const directory = how.directory ?? DIRECTORY;
    const activity = {
      type: 'invoke',
      name: how.name ?? 'adaptiveCard/action',
      id: how.id ?? `f:${Math.random().toString()}`,
      timestamp: new Date((how.at ?? now) * 1000).toISOString(),
      channelId: 'msteams',
      serviceUrl: url,
      from: { id: '29:x', aadObjectId: how.user ?? 'b0b00000-0000-0000-0000-000000000000' },
      conversation: { id: 'c', tenantId: directory, conversationType: 'channel' },
      channelData: { tenant: { id: directory } },
      value: {
        action: { type: 'Action.Execute', verb: action.verb, data: { choice: how.choice ?? action.data?.choice } },
        trigger: 'manual',
      },
    };
    return {
      method: 'POST',
      body: JSON.stringify(activity),
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    };
  };
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url, messages, opened, tokens: () => tokens, executed, close };
}

import { ForbiddenDestination, post } from '@writ/server';
import type { Answer, Outgoing, TeamsBot } from '@writ/server';
import type { Channel, Delivery } from './channel.js';
import { deliver } from './deliver.js';
import type { Inquiry } from './notice.js';
import { cardMessage, cardOf, closedCard, inquiryCard } from './teams-cards.js';

/** Options of {@link teamsBot}. */
export interface TeamsBotOptions extends Outgoing {
  readonly bot: TeamsBot;
}

/** What names a message to the Bot Connector. */
interface Shown {
  readonly conversation: string;
  readonly activity: string;
}

interface Token {
  readonly value: string;
  readonly until: number;
}

/** Cards of a bot in Microsoft Teams (Bot Connector v3), with buttons that answer the question for people who are known there. */
export function teamsBot({ bot, allow }: TeamsBotOptions): Channel {
  const connector = connectorOf({ bot, allow });
  const tell: Channel['deliver'] = async (notice, tenantId) => {
    const answering = bot.tenant_id === tenantId ? { tenantId, approve: bot.approve } : null;
    return connector.send(bot.conversation, cardMessage(cardOf(notice, answering)));
  };
  const ask = async (inquiry: Inquiry): Promise<Delivery> => {
    const [user] = Object.entries(bot.people).find(([, { id }]) => id === inquiry.principal) ?? [];
    if (user === undefined) return { state: 'rejected', error: `\`${inquiry.principal}\` is nobody in \`teams.bot.people\`` };
    const opened = await connector.open(user);
    return typeof opened === 'string' ? connector.send(opened, cardMessage(inquiryCard(inquiry))) : opened;
  };
  return {
    name: 'teams',
    deliver: tell,
    answers: {
      tenantId: bot.tenant_id,
      ask,
      close: async (message, closing) => connector.replace(JSON.parse(message) as Shown, cardMessage(closedCard(closing))),
    },
  };
}

interface Connector {
  send(conversation: string, activity: object): Promise<Delivery>;
  replace(shown: Shown, activity: object): Promise<Delivery>;
  /** The conversation with one person; a delivery that failed where there is none. */
  open(user: string): Promise<string | Delivery>;
}

function connectorOf({ bot, allow }: TeamsBotOptions): Connector {
  const authorized = tokenOf({ bot, allow });
  const base = `${bot.service_url.replace(/\/*$/u, '')}/v3/conversations`;
  const call = async (
    url: string,
    body: object,
    { method = 'POST', accepted }: { readonly method?: 'POST' | 'PUT'; readonly accepted?: (answer: Answer) => Delivery } = {},
  ): Promise<Delivery> => {
    const token = await authorized();
    if (typeof token !== 'string') return token;
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    return deliver({ allow }, { method, url, headers, body: JSON.stringify(body) }, accepted);
  };
  return {
    send: async (conversation, activity) =>
      call(`${base}/${encodeURIComponent(conversation)}/activities`, activity, {
        accepted: ({ body }) => sentTo(conversation, idIn(body)),
      }),
    replace: async ({ conversation, activity: id }, activity) =>
      call(`${base}/${encodeURIComponent(conversation)}/activities/${encodeURIComponent(id)}`, { ...activity, id }, { method: 'PUT' }),
    open: async (user) => {
      const { app_id, directory_id: id } = bot;
      const asked = { bot: { id: `28:${app_id}` }, members: [{ id: user }], tenantId: id, channelData: { tenant: { id } } };
      const said = await call(base, asked, { accepted: openedBy });
      return said.state === 'delivered' && said.message !== undefined ? said.message : said;
    },
  };
}

const sentTo = (conversation: string, activity: string | null): Delivery =>
  activity === null ? { state: 'delivered' } : { state: 'delivered', message: JSON.stringify({ conversation, activity } satisfies Shown) };

const openedBy = ({ body }: Answer): Delivery => {
  const id = idIn(body);
  return id === null ? { state: 'failed', error: 'teams opened no conversation' } : { state: 'delivered', message: id };
};

const LOGIN = 'https://login.microsoftonline.com/';

/** The bot's own token, asked for anew a minute before it ends. */
function tokenOf({ bot, allow }: TeamsBotOptions): () => Promise<string | Delivery> {
  let held: Token | null = null;
  const url = bot.token_url ?? `${LOGIN}${bot.directory_id}/oauth2/v2.0/token`;
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: bot.app_id,
    client_secret: bot.app_password,
    scope: 'https://api.botframework.com/.default',
  }).toString();
  return async () => {
    if (held !== null && held.until > Date.now()) return held.value;
    try {
      const { status, body: said } = await post({ allow }, { url, headers: { 'content-type': 'application/x-www-form-urlencoded' }, body });
      const { access_token: value, expires_in: lasts } = objectIn(said);
      if (status !== 200 || typeof value !== 'string') {
        const error = `no token for the bot: the other side answered ${status.toString()}`;
        return status >= 500 || status === 429 ? { state: 'failed', error } : { state: 'rejected', error };
      }
      held = { value, until: Date.now() + (Number(lasts ?? 300) - 60) * 1000 };
      return value;
    } catch (error) {
      const why = `no token for the bot: ${error instanceof Error ? error.message : String(error)}`;
      return { state: error instanceof ForbiddenDestination ? 'rejected' : 'failed', error: why };
    }
  };
}

function objectIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const read = JSON.parse(text) as unknown;
    return typeof read === 'object' && read !== null ? (read as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}

function idIn(text: string): string | null {
  const { id } = objectIn(text);
  return typeof id === 'string' ? id : null;
}

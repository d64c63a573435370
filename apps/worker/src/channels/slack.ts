import type { SlackAnswers } from '@writ/server';
import type { Answer, Outgoing } from '@writ/server';
import type { Channel, Delivery } from './channel.js';
import { deliver } from './deliver.js';
import type { Notice } from './notice.js';
import { blocksOf, closedBlocks, inquiryBlocks } from './slack-blocks.js';

/** Options of {@link slack}. */
export interface SlackOptions extends Outgoing {
  /** A bot's token with `chat:write`. */
  readonly token: string;
  /** The channel's id. */
  readonly channel: string;
  readonly apiUrl?: string;
  /** Who may answer in the message itself; left out, it only links. */
  readonly answers?: Pick<SlackAnswers, 'tenant_id' | 'approve' | 'people'> | undefined;
}

const API = 'https://slack.com/api/';

/** Messages in Slack: with a button that leads to the question, and with buttons that answer it where people there are known. */
export function slack(options: SlackOptions): Channel {
  const { channel, answers } = options;
  const tell: Channel['deliver'] = async (notice, tenantId) => {
    const answering = answers !== undefined && answers.tenant_id === tenantId ? { tenantId, approve: answers.approve } : null;
    return call(options, 'chat.postMessage', {
      channel,
      text: plainTextOf(notice),
      blocks: blocksOf(notice, answering),
      ...UNADORNED,
    });
  };
  if (answers === undefined) return { name: 'slack', deliver: tell };
  return {
    name: 'slack',
    deliver: tell,
    answers: {
      tenantId: answers.tenant_id,
      ask: async (inquiry) => {
        const [user] = Object.entries(answers.people).find(([, { id }]) => id === inquiry.principal) ?? [];
        if (user === undefined) return { state: 'rejected', error: `\`${inquiry.principal}\` is nobody in \`slack.answers.people\`` };
        const text = `${inquiry.title}. ${inquiry.questions.map(({ ask }) => ask).join(' ')}`;
        return call(options, 'chat.postMessage', { channel: user, text, blocks: inquiryBlocks(inquiry), ...UNADORNED });
      },
      close: async (message, closing) => {
        const shown = JSON.parse(message) as Shown;
        const { text } = closing;
        return call(options, 'chat.update', { ...shown, text, blocks: closedBlocks(closing) });
      },
    },
  };
}

const UNADORNED = { unfurl_links: false, unfurl_media: false, mrkdwn: false };

/** What names a message to Slack. */
interface Shown {
  readonly channel: string;
  readonly ts: string;
}

const call = async ({ token, apiUrl = API, allow }: SlackOptions, method: string, body: object): Promise<Delivery> =>
  deliver(
    { allow },
    {
      url: new URL(method, apiUrl).href,
      headers: { 'content-type': 'application/json; charset=utf-8', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    },
    acceptedBySlack,
  );

/** Slack says with status 200 that it refused. */
function acceptedBySlack({ body }: Answer): Delivery {
  let said: unknown;
  try {
    said = JSON.parse(body);
  } catch {
    return { state: 'failed', error: 'slack did not answer with json' };
  }
  const { ok, error, channel, ts } = (typeof said === 'object' && said !== null ? said : {}) as Readonly<Record<string, unknown>>;
  if (ok === true) {
    return typeof channel === 'string' && typeof ts === 'string'
      ? { state: 'delivered', message: JSON.stringify({ channel, ts }) }
      : { state: 'delivered' };
  }
  const why = typeof error === 'string' ? error : 'unknown';
  const passing = ['ratelimited', 'internal_error', 'fatal_error', 'service_unavailable', 'request_timeout'].includes(why);
  return { state: passing ? 'failed' : 'rejected', error: `slack refused: ${why}` };
}

/** What notifications and screen readers show. */
const plainTextOf = ({ title, sentence }: Notice): string => `${title}. ${sentence}`;

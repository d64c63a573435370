import type { Channel, Delivery } from './channel.js';
import type { Fact } from '@writ/engine';
import type { Notice } from './notice.js';
import { deliver } from './outgoing.js';
import type { Answer, Outgoing } from './outgoing.js';

/** Options of {@link slack}. */
export interface SlackOptions extends Outgoing {
  /** A bot's token with `chat:write`. */
  readonly token: string;
  /** The channel's id. */
  readonly channel: string;
  readonly apiUrl?: string;
}

const API = 'https://slack.com/api/';
/** Slack's own limits for the text of a section and for the blocks of a message. */
const MOST_TEXT = 2_900;
const MOST_BLOCKS = 50;

/** A message in Slack with a button that leads to the question. The button decides nothing. */
export const slack = ({ token, channel, apiUrl = API, allow }: SlackOptions): Channel => ({
  name: 'slack',
  deliver: async (notice) =>
    deliver(
      { allow },
      {
        url: new URL('chat.postMessage', apiUrl).href,
        headers: { 'content-type': 'application/json; charset=utf-8', authorization: `Bearer ${token}` },
        body: JSON.stringify({
          channel,
          text: plainTextOf(notice),
          blocks: blocksOf(notice),
          unfurl_links: false,
          unfurl_media: false,
          mrkdwn: false,
        }),
      },
      acceptedBySlack,
    ),
});

/** Slack says with status 200 that it refused. */
function acceptedBySlack({ body }: Answer): Delivery {
  let said: unknown;
  try {
    said = JSON.parse(body);
  } catch {
    return { state: 'failed', error: 'slack did not answer with json' };
  }
  const { ok, error } = (typeof said === 'object' && said !== null ? said : {}) as { readonly ok?: unknown; readonly error?: unknown };
  if (ok === true) return { state: 'delivered' };
  const why = typeof error === 'string' ? error : 'unknown';
  const passing = ['ratelimited', 'internal_error', 'fatal_error', 'service_unavailable', 'request_timeout'].includes(why);
  return { state: passing ? 'failed' : 'rejected', error: `slack refused: ${why}` };
}

/** What notifications and screen readers show. */
const plainTextOf = ({ title, sentence }: Notice): string => `${title}. ${sentence}`;

const plain = (text: string): object => ({ type: 'plain_text', text, emoji: false });

/** Plain text throughout: markup in a parameter is shown, not rendered. A value too long for a message is named as such. */
function blocksOf(notice: Notice): readonly object[] {
  const { title, sentence, facts, deadline, link } = notice;
  const head = [
    { type: 'header', text: plain(fits(title, 150) ?? 'An agent asks to run an action') },
    { type: 'section', text: plain(fits(sentence, MOST_TEXT) ?? 'Open the question to read it.') },
  ];
  const foot = [
    { type: 'context', elements: [plain(`Without an answer it is denied at ${deadline}.`)] },
    { type: 'actions', elements: [{ type: 'button', text: plain('Look at it and answer'), url: link, action_id: 'open' }] },
  ];
  const room = MOST_BLOCKS - head.length - foot.length - 1;
  const shown = facts.slice(0, room).map(sectionOf);
  const left = facts.length - shown.length;
  const rest = left > 0 ? [{ type: 'section', text: plain(`${left.toString()} more lines are only in the question itself.`) }] : [];
  return [...head, ...shown, ...rest, ...foot];
}

const sectionOf = ({ name, text, untrusted }: Fact): object => {
  const line = `${name}: ${text}${untrusted ? '\n(from the agent, not verified)' : ''}`;
  const text_ =
    fits(line, MOST_TEXT) ??
    `${name}: too long for this message (${text.length.toString()} characters); it is whole in the question itself`;
  return { type: 'section', text: plain(text_) };
};

const fits = (text: string, most: number): string | null => (text.length <= most ? text : null);

import type { Channel } from './channel.js';
import type { Notice } from './notice.js';
import { deliver } from './outgoing.js';
import type { Outgoing } from './outgoing.js';

/** Options of {@link teams}. */
export interface TeamsOptions extends Outgoing {
  /** The address that a Teams workflow ("when a webhook request is received") gives. */
  readonly url: string;
}

/** Teams refuses larger messages. */
const MOST_BYTES = 27_000;

/** An Adaptive Card in Microsoft Teams that leads to the question. Its button decides nothing. */
export const teams = ({ url, allow }: TeamsOptions): Channel => ({
  name: 'teams',
  deliver: async (notice) => deliver({ allow }, { url, headers: { 'content-type': 'application/json' }, body: messageOf(notice) }),
});

function messageOf(notice: Notice): string {
  const whole = JSON.stringify(message(notice, notice.facts));
  if (Buffer.byteLength(whole) <= MOST_BYTES) return whole;
  // Nothing is cut silently: what does not fit is named and left to the question itself.
  const named = notice.facts.map((fact) =>
    fact.text.length <= 500
      ? fact
      : { ...fact, text: `too long for this message (${fact.text.length.toString()} characters)`, untrusted: false },
  );
  return JSON.stringify(message(notice, named.slice(0, 40)));
}

const message = ({ title, sentence, deadline, link }: Notice, facts: Notice['facts']): object => ({
  type: 'message',
  attachments: [
    {
      contentType: 'application/vnd.microsoft.card.adaptive',
      content: {
        $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
        type: 'AdaptiveCard',
        version: '1.4',
        body: [
          { type: 'TextBlock', text: title, weight: 'Bolder', size: 'Medium', wrap: true },
          { type: 'TextBlock', text: sentence, wrap: true },
          ...facts.map(({ name, text, untrusted }) => ({
            // Rich text is shown as it is; a TextBlock would render markdown of a parameter.
            type: 'RichTextBlock',
            inlines: [
              { type: 'TextRun', text: `${name}: `, weight: 'Bolder' },
              { type: 'TextRun', text, fontType: 'Monospace' },
              ...(untrusted ? [{ type: 'TextRun', text: '  from the agent, not verified', isSubtle: true }] : []),
            ],
          })),
          { type: 'TextBlock', text: `Without an answer it is denied at ${deadline}.`, isSubtle: true, wrap: true },
        ],
        actions: [{ type: 'Action.OpenUrl', title: 'Look at it and answer', url: link }],
      },
    },
  ],
});

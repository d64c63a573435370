import type { Channel } from './channel.js';
import type { Notice } from './notice.js';
import { deliver } from './deliver.js';
import type { Outgoing } from '@writ/server';
import { cardMessage, cardOf } from './teams-cards.js';

/** Options of {@link teams}. */
export interface TeamsOptions extends Outgoing {
  /** The address that a Teams workflow ("when a webhook request is received") gives. */
  readonly url: string;
}

/** An Adaptive Card in Microsoft Teams that leads to the question. Its button decides nothing. */
export const teams = ({ url, allow }: TeamsOptions): Channel => ({
  name: 'teams',
  deliver: async (notice) => deliver({ allow }, { url, headers: { 'content-type': 'application/json' }, body: messageOf(notice) }),
});

function messageOf(notice: Notice): string {
  return JSON.stringify(cardMessage(cardOf(notice, null)));
}

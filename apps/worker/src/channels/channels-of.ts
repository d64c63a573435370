import type { NotifySettings } from '@writ/server';
import type { Channel } from './channel.js';
import { email } from './email.js';
import { slack } from './slack.js';
import { teamsBot } from './teams-bot.js';
import { teams } from './teams.js';
import { webhook } from './webhook.js';

/** The channels that the settings name. */
export function channelsOf({ allow, webhook: hook, slack: chat, teams: cards, email: mail }: NotifySettings): readonly Channel[] {
  return [
    ...(hook === undefined ? [] : [webhook({ url: hook.url, secret: hook.secret, keyId: hook.key_id, allow })]),
    ...(chat === undefined
      ? []
      : [
          slack({
            token: chat.token,
            channel: chat.channel,
            allow,
            answers: chat.answers,
            ...(chat.api_url === undefined ? {} : { apiUrl: chat.api_url }),
          }),
        ]),
    ...(cards?.url === undefined ? [] : [teams({ url: cards.url, allow })]),
    ...(cards?.bot === undefined ? [] : [teamsBot({ bot: cards.bot, allow })]),
    ...(mail === undefined ? [] : [email({ smtpUrl: mail.smtp_url, from: mail.from, to: mail.to, allowPlain: mail.allow_plain })]),
  ];
}

import { createHash } from 'node:crypto';
import { createTransport } from 'nodemailer';
import type { Channel, Delivery } from './channel.js';
import type { Notice } from './notice.js';
import { plainText } from './notice.js';

/** Options of {@link email}. */
export interface EmailOptions {
  /** `smtps://user:password@host:465`, or `smtp://` with STARTTLS. */
  readonly smtpUrl: string;
  readonly from: string;
  readonly to: readonly string[];
  /** Only for a server on this machine: elsewhere a connection without TLS is refused. */
  readonly allowPlain?: boolean;
}

const PATIENCE_MS = 10_000;

/** A mail in plain text: nothing in it is rendered, nothing in it can answer. */
export function email({ smtpUrl, from, to, allowPlain = false }: EmailOptions): Channel {
  return {
    name: 'email',
    deliver: async (notice) => {
      const server = new URL(smtpUrl);
      const mailer = createTransport({
        host: server.hostname,
        port: Number(server.port || (server.protocol === 'smtps:' ? 465 : 587)),
        secure: server.protocol === 'smtps:',
        requireTLS: server.protocol !== 'smtps:' && !allowPlain,
        ignoreTLS: allowPlain,
        ...(server.username === ''
          ? {}
          : { auth: { user: decodeURIComponent(server.username), pass: decodeURIComponent(server.password) } }),
        connectionTimeout: PATIENCE_MS,
        greetingTimeout: PATIENCE_MS,
        socketTimeout: PATIENCE_MS,
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      try {
        await mailer.sendMail({
          from,
          to: [...to],
          subject: subjectOf(notice),
          text: plainText(notice),
          messageId: messageIdOf(notice, from),
        });
        return { state: 'delivered' };
      } catch (error) {
        return failure(error);
      } finally {
        mailer.close();
      }
    },
  };
}

/** One line, whatever the agent is called. */
const subjectOf = ({ title }: Notice): string => (title.length <= 120 ? title : 'An agent asks to run an action');

/** The same question has the same id, so that a mailbox shows a repeated delivery once. */
const messageIdOf = ({ decision_id, action_digest, others, backups }: Notice, from: string): string =>
  `<${decision_id}.${action_digest.slice(-16)}${others === undefined ? '' : `.${toldWith(others)}`}${backups === true ? '.backups' : ''}@${
    from
      .split('@')
      .at(-1)
      ?.replace(/[^\w.-]/gu, '') ?? 'writ'
  }>`;

/** The same question told with others is another mail. */
const toldWith = (others: readonly string[]): string => createHash('sha256').update(others.join(' ')).digest('hex').slice(0, 16);

function failure(error: unknown): Delivery {
  const { message, responseCode } = error as { readonly message?: string; readonly responseCode?: number };
  const why = message ?? 'the mail was not taken';
  return { state: responseCode !== undefined && responseCode >= 500 ? 'rejected' : 'failed', error: why };
}

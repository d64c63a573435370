import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { ProblemError } from '@writ/aarm';

/** How far from now a message of Slack or of the Bot Connector may have been signed. */
export const CLICK_WINDOW_S = 300;

/** What Slack sends beside the body. */
export interface SlackHeaders {
  readonly timestamp: unknown;
  readonly signature: unknown;
}

/**
 * Checks Slack's signature v0: HMAC-SHA256 of `v0:<timestamp>:<body>` with the signing secret of the app. Returns what names
 * this very message, so that the same one is taken once.
 *
 * @throws ProblemError `unauthenticated`
 */
export function verifySlack(
  body: Uint8Array,
  headers: SlackHeaders,
  { secret, now }: { readonly secret: string; readonly now: number },
): string {
  const { timestamp, signature } = headers;
  if (typeof timestamp !== 'string' || !/^\d{1,12}$/u.test(timestamp) || typeof signature !== 'string')
    throw refused('`x-slack-request-timestamp` and `x-slack-signature` are not both there: only slack may call this');
  const expected = `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest('hex')}`;
  if (!sameText(expected, signature)) throw refused('the signature is not that of the signing secret');
  if (Math.abs(now / 1000 - Number(timestamp)) > CLICK_WINDOW_S)
    throw refused(`it was signed more than \`${CLICK_WINDOW_S.toString()}\` seconds from now: click again`);
  return createHash('sha256').update(signature).digest('hex');
}

const sameText = (expected: string, given: string): boolean => {
  const [left, right] = [Buffer.from(expected), Buffer.from(given)];
  return left.length === right.length && timingSafeEqual(left, right);
};

const refused = (detail: string): ProblemError => new ProblemError('unauthenticated', { detail });

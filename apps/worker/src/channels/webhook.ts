import { createHash } from 'node:crypto';
import { createSigner, httpbis } from 'http-message-signatures';
import type { Channel } from './channel.js';
import type { Notice } from './notice.js';
import { deliver } from './deliver.js';
import type { Outgoing } from '@writ/server';

/** Options of {@link webhook}. */
export interface WebhookOptions extends Outgoing {
  readonly url: string;
  /** Shared with the receiver. */
  readonly secret: string;
  readonly keyId: string;
}

/** How long a signature may be used, in seconds; the nonce tells a repetition within that time. */
const FRESH_S = 300;
const COVERED = ['@method', '@target-uri', 'content-type', 'content-digest'];

/**
 * A request of ours to a receiver's own system, with an HTTP Message Signature (RFC 9421, HMAC-SHA256) over method,
 * address, type and digest of the body (RFC 9530).
 */
export const webhook = ({ url, secret, keyId, allow }: WebhookOptions): Channel => ({
  name: 'webhook',
  deliver: async (notice) => {
    const body = JSON.stringify({ type: notice.others === undefined ? 'approval.requested' : 'approvals.requested', ...notice });
    const { headers } = await httpbis.signMessage(
      {
        key: createSigner(secret, 'hmac-sha256', keyId),
        fields: COVERED,
        params: ['created', 'expires', 'nonce', 'keyid', 'alg'],
        paramValues: { expires: new Date(Date.now() + FRESH_S * 1000), nonce: nonceOf(notice) },
      },
      { method: 'POST', url, headers: { 'content-type': 'application/json', 'content-digest': digestOf(body) } },
    );
    return deliver({ allow }, { url, headers: headers, body });
  },
});

/** The same question is the same message, however often it has to be sent; to backups it is another. */
const nonceOf = ({ decision_id, action_digest, others = [], backups }: Notice): string =>
  createHash('sha256')
    .update([decision_id, action_digest, ...others, ...(backups === true ? ['backups'] : [])].join(' '))
    .digest('base64url')
    .slice(0, 22);

const digestOf = (body: string): string => `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;

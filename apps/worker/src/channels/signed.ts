import { createHash } from 'node:crypto';
import { createSigner, httpbis } from 'http-message-signatures';
import type { Outgoing } from '@writ/server';
import type { Delivery } from './channel.js';
import { deliver } from './deliver.js';

/** A receiver's own system. */
export interface Receiver extends Outgoing {
  readonly url: string;
  /** Shared with the receiver. */
  readonly secret: string;
  readonly keyId: string;
}

/** How long a signature may be used, in seconds; the nonce tells a repetition within that time. */
const FRESH_S = 300;
const COVERED = ['@method', '@target-uri', 'content-type', 'content-digest'];

/**
 * Sends a message with an HTTP Message Signature (RFC 9421, HMAC-SHA256) over method, address, type and digest of the body
 * (RFC 9530). The same message has the same `nonce`, however often it is sent.
 */
export async function deliverSigned({ url, secret, keyId, allow }: Receiver, message: object, nonce: string): Promise<Delivery> {
  const body = JSON.stringify(message);
  const { headers } = await httpbis.signMessage(
    {
      key: createSigner(secret, 'hmac-sha256', keyId),
      fields: COVERED,
      params: ['created', 'expires', 'nonce', 'keyid', 'alg'],
      paramValues: { expires: new Date(Date.now() + FRESH_S * 1000), nonce },
    },
    { method: 'POST', url, headers: { 'content-type': 'application/json', 'content-digest': digestOf(body) } },
  );
  return deliver({ allow }, { url, headers: headers, body });
}

const digestOf = (body: string): string => `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;

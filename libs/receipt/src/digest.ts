import type { Entry, Json, JsonObject } from '@writ/aarm';
import { CanonicalText, canonicalize } from './canonicalize.js';
import { concat, fromBase64url, sha256Base64url, sha256Hex, toBase64url, utf8 } from './crypto.js';
import { ReceiptError } from './error.js';
import { ACTION_DOMAIN } from './receipt.js';
import type { Disclosure, KeyRecord } from './receipt.js';

/** `sha256:` and 64 lower-case hex digits; a string is hashed as UTF-8. */
export const sha256 = (data: string | Uint8Array): string => `sha256:${sha256Hex(data)}`;

/**
 * The hash of an entry: SHA-256 of the RFC 8785 text of `{at, body, kind, prev_hash, seq}`. `body` is RFC 8785 text
 * already and is put in its place as it stands, so that it is serialised once.
 */
export function entryHash(entry: Pick<Entry, 'seq' | 'kind' | 'at' | 'body' | 'prev_hash'>): string {
  const { at, kind, prev_hash, seq } = entry;
  return sha256(canonicalize({ at, body: CanonicalText.trusted(entry.body), kind, prev_hash, seq }));
}

/** What a receipt commits to as the action: tool, operation and the parameters in clear. */
export interface DigestedAction {
  readonly tool: string;
  readonly operation: string;
  readonly parameters: JsonObject | CanonicalText;
}

/**
 * SHA-256 over the domain, a 16-byte nonce and the RFC 8785 bytes of `{operation, parameters, tool}`. The nonce is a
 * disclosure of its own: without it the digest of guessable parameters would survive their erasure.
 */
export function actionDigest(action: DigestedAction, nonce: string, domain: string = ACTION_DOMAIN): string {
  const salt = fromBase64url(nonce);
  if (salt?.length !== 16) throw new ReceiptError('malformed_digest_input', 'the action nonce is not 16 bytes of base64url');
  const { operation, parameters, tool } = action;
  return sha256(concat([utf8(domain), salt, utf8(canonicalize({ operation, parameters, tool }))]));
}

/** Encodes one disclosure (SD-JWT, RFC 9901) and computes the digest that goes into `_sd`. */
export function disclosure({ salt, name, value }: Omit<Disclosure, 'value'> & { readonly value: Json | CanonicalText }): {
  readonly encoded: string;
  readonly digest: string;
} {
  const encoded = toBase64url(canonicalize([salt, name, value]));
  return { encoded, digest: disclosureDigest(encoded) };
}

/** The `_sd` digest of a disclosure as it travels. */
export const disclosureDigest = (encoded: string): string => sha256Base64url(encoded);

/** The digest of a payload's text: the `prev` of the next receipt. It covers no signature, for ECDSA's are malleable. */
export const receiptDigest = (payload: string): string => sha256(payload);

/** RFC 7638 thumbprint of a P-256 key: its `kid`. */
export const jwkThumbprint = ({ crv, kty, x, y }: KeyRecord['jwk']): string => sha256Base64url(canonicalize({ crv, kty, x, y }));

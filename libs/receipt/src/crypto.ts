import { createPublicKey, hash, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { ReceiptError } from './error.js';
import type { KeyRecord } from './receipt.js';

/**
 * The only file that touches a cryptographic library and Node's buffers. A build for browsers takes `crypto-browser.ts` in its
 * place, by `browser` of the package; both answer alike.
 */

/** Lower-case hex of SHA-256. */
export const sha256Hex = (data: string | Uint8Array): string => hash('sha256', data, 'hex');

/** base64url of SHA-256, as SD-JWT and RFC 7638 write digests. */
export const sha256Base64url = (data: string | Uint8Array): string => hash('sha256', data, 'base64url');

export const utf8 = (text: string): Uint8Array => Buffer.from(text, 'utf8');

/** UTF-8 text of the bytes, or null where they are not UTF-8. */
export function utf8Text(bytes: Uint8Array): string | null {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  return Buffer.from(text, 'utf8').equals(bytes) ? text : null;
}

export const toBase64url = (data: string | Uint8Array): string =>
  typeof data === 'string' ? Buffer.from(data, 'utf8').toString('base64url') : Buffer.from(data).toString('base64url');

/** Decodes base64url strictly: the one spelling without padding, or null. Node's own decoder takes nearly anything. */
export function fromBase64url(text: string): Uint8Array | null {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : null;
}

/** The bytes of lower-case hex. */
export const hexBytes = (hex: string): Uint8Array => Buffer.from(hex, 'hex');

export const concat = (parts: readonly Uint8Array[]): Uint8Array => Buffer.concat(parts);

/** Whether it is a public key of P-256. */
export function isP256(jwk: KeyRecord['jwk']): boolean {
  try {
    return importKey(jwk).asymmetricKeyDetails?.namedCurve === 'prime256v1';
  } catch {
    return false;
  }
}

const keyObjects = new WeakMap<KeyRecord['jwk'], KeyObject>();

/** Whether a 64-byte P1363 signature holds. */
export function verifyEs256(data: Uint8Array, signature: Uint8Array, jwk: KeyRecord['jwk']): boolean {
  return verify('sha256', data, { key: importKey(jwk), dsaEncoding: 'ieee-p1363' }, signature);
}

/**
 * Imports a P-256 public key, once per object.
 *
 * @throws ReceiptError `malformed_key` where it is not a point of the curve.
 */
export function importKey(jwk: KeyRecord['jwk']): KeyObject {
  const known = keyObjects.get(jwk);
  if (known !== undefined) return known;
  const made = createKey(jwk);
  keyObjects.set(jwk, made);
  return made;
}

function createKey({ kty, crv, x, y }: KeyRecord['jwk']): KeyObject {
  try {
    return createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' });
  } catch (cause) {
    throw new ReceiptError('malformed_key', 'the key is not a P-256 public key', { cause });
  }
}

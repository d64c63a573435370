import { p256 } from '@noble/curves/nist.js';
import { sha256 as hash } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { ReceiptError } from './error.js';
import type { KeyRecord } from './receipt.js';

/** What `crypto.ts` is where there is no Node: the same functions, the same answers. */

const bytesOf = (data: string | Uint8Array): Uint8Array => (typeof data === 'string' ? utf8(data) : data);

/** Lower-case hex of SHA-256. */
export const sha256Hex = (data: string | Uint8Array): string => bytesToHex(hash(bytesOf(data)));

/** base64url of SHA-256. */
export const sha256Base64url = (data: string | Uint8Array): string => toBase64url(hash(bytesOf(data)));

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** UTF-8 text of the bytes, or null where they are not UTF-8. A byte order mark is text like any other. */
export function utf8Text(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

export function toBase64url(data: string | Uint8Array): string {
  let binary = '';
  for (const byte of bytesOf(data)) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Decodes base64url strictly: the one spelling without padding, or null. */
export function fromBase64url(text: string): Uint8Array | null {
  if (!/^[\w-]*$/u.test(text)) return null;
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
    return toBase64url(bytes) === text ? bytes : null;
  } catch {
    return null;
  }
}

/** The bytes of lower-case hex. */
export const hexBytes = (hex: string): Uint8Array => hexToBytes(hex);

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Whether it is a public key of P-256. */
export function isP256(jwk: KeyRecord['jwk']): boolean {
  try {
    return importKey(jwk).length > 0;
  } catch {
    return false;
  }
}

/** Whether a 64-byte P1363 signature holds; both twins of a signature do, as in every standard library. */
export function verifyEs256(data: Uint8Array, signature: Uint8Array, jwk: KeyRecord['jwk']): boolean {
  const key = importKey(jwk);
  try {
    return p256.verify(signature, data, key, { lowS: false, prehash: true, format: 'compact' });
  } catch {
    return false;
  }
}

/**
 * The uncompressed point of a P-256 public key.
 *
 * @throws ReceiptError `malformed_key` where it is not a point of the curve.
 */
export function importKey({ kty, crv, x, y }: KeyRecord['jwk']): Uint8Array {
  const [across, up] = [fromBase64url(x), fromBase64url(y)];
  const named = (kty as string) === 'EC' && (crv as string) === 'P-256';
  if (!named || across?.length !== 32 || up?.length !== 32) throw new ReceiptError('malformed_key', 'the key is not a P-256 public key');
  const point = concat([Uint8Array.of(4), across, up]);
  if (!p256.utils.isValidPublicKey(point, false)) throw new ReceiptError('malformed_key', 'the key is not a P-256 public key');
  return point;
}

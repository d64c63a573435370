import type { Json, JsonObject } from '@writ/aarm';
import { canonicalize } from './canonicalize.js';
import { fromBase64url, utf8Text } from './crypto.js';
import { RECEIPT_ALG } from './jws.js';
import type { ReceiptProfile } from './profile.js';
import type { KeyRecord, StoredReceipt } from './receipt.js';
import { isObject } from './shape.js';
import { undecidable } from './verdict.js';
import type { Undecidable } from './verdict.js';

/** Whether untrusted data has the members of a {@link StoredReceipt}. */
export function isStoredReceipt(value: unknown): value is StoredReceipt {
  if (!isObject(value)) return false;
  const { payload, signature, disclosures } = value;
  return (
    typeof payload === 'string' &&
    typeof value['protected'] === 'string' &&
    typeof signature === 'string' &&
    Array.isArray(disclosures) &&
    disclosures.every((entry) => typeof entry === 'string')
  );
}

/** Reads the key id from a protected header that is otherwise exactly the pinned one. */
export function readHeader(
  receipt: StoredReceipt,
  profile: ReceiptProfile,
): { readonly kid: string; readonly embedsKey: boolean } | Undecidable {
  const header = parseObject(decodeText(receipt.protected));
  if (header === null) return undecidable('malformed', 'the protected header is not base64url of a JSON object');
  const { alg, kid, typ, ...rest } = header;
  if (alg !== RECEIPT_ALG) return undecidable('unsupported-alg', `\`${JSON.stringify(alg)}\` is not \`${RECEIPT_ALG}\``);
  if (typ !== profile.typ) return undecidable('unknown-shape', `the type is \`${JSON.stringify(typ)}\`, not \`${profile.typ}\``);
  const embedsKey = 'jwk' in rest || 'x5c' in rest || 'jku' in rest || 'x5u' in rest;
  if (typeof kid !== 'string')
    return embedsKey ? undecidable('embedded-key-only') : undecidable('no-trust-anchor', 'the receipt names no key');
  return { kid, embedsKey };
}

/** Whether the header has no more than the three members, spelled the one way that Writ spells them. */
export function headerIsExact(receipt: StoredReceipt, kid: string, profile: ReceiptProfile): boolean {
  return decodeText(receipt.protected) === canonicalize({ alg: RECEIPT_ALG, kid, typ: profile.typ });
}

/** Finds the trusted key by its id; a record of several with one id is as good as none. */
export function trustedKey(kid: string, embedsKey: boolean, keys: readonly KeyRecord[]): KeyRecord | Undecidable {
  const found = keys.filter((key) => key.kid === kid);
  const [key] = found;
  if (key === undefined) return undecidable(embedsKey ? 'embedded-key-only' : 'no-trust-anchor');
  if (found.length > 1) return undecidable('no-trust-anchor', `the trust anchor has \`${kid}\` more than once`);
  return key;
}

/** The payload as a JSON object, or null. */
export const parsePayload = (receipt: StoredReceipt): JsonObject | null => parseObject(receipt.payload);

/** Whether the text is the RFC 8785 text of what it says; duplicate members fail here, for only one is left. */
export function isCanonical(text: string, value: JsonObject): boolean {
  try {
    return canonicalize(value) === text;
  } catch {
    return false;
  }
}

/** base64url to text, or null. */
export function decodeText(encoded: string): string | null {
  const bytes = fromBase64url(encoded);
  return bytes === null ? null : utf8Text(bytes);
}

/** JSON text to a value, or undefined. */
export function parseJson(text: string | null): Json | undefined {
  if (text === null) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function parseObject(text: string | null): JsonObject | null {
  const value = parseJson(text);
  return isObject(value) ? value : null;
}

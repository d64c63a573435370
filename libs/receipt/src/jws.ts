import { canonicalize } from './canonicalize.js';
import { toBase64url, utf8 } from './crypto.js';
import { RECEIPT_TYP } from './receipt.js';

/** The one algorithm of receipts; a verifier pins it and never reads it from the receipt. */
export const RECEIPT_ALG = 'ES256';

/** base64url of the protected header, members in RFC 8785 order. */
export const protectedHeader = (kid: string, typ: string = RECEIPT_TYP): string =>
  toBase64url(canonicalize({ alg: RECEIPT_ALG, kid, typ }));

/** What is signed (RFC 7515 §5.1): ASCII of `<protected>.<base64url of the payload>`. */
export const signingInput = (protectedText: string, payload: string): Uint8Array => utf8(`${protectedText}.${toBase64url(payload)}`);

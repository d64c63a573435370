import type { Json, JsonObject } from '@writ/aarm';
import { fromBase64url, isP256, verifyEs256 } from './crypto.js';
import { findBrokenLink } from './delegation.js';
import { jwkThumbprint } from './digest.js';
import { checkActionDigests, checkDisclosures } from './disclosed.js';
import { checkInstanceProof } from './instance-proof.js';
import { signingInput } from './jws.js';
import { isHighS } from './low-s.js';
import { headerIsExact, isCanonical, isStoredReceipt, parsePayload, readHeader, trustedKey } from './open-receipt.js';
import { payloadShape } from './payload-shape.js';
import { checkPresence } from './presence.js';
import { WRIT_PROFILE } from './profile.js';
import type { ReceiptProfile } from './profile.js';
import { isAboutDecision } from './receipt.js';
import type { KeyRecord, ReceiptPayload, StoredReceipt } from './receipt.js';
import { VALID, invalid, undecidable } from './verdict.js';
import type { ReceiptVerdict, Refusal } from './verdict.js';

/** What a verifier trusts and expects. */
export interface VerifyOptions {
  /** The trust anchor: keys obtained from elsewhere than the receipt. */
  readonly keys: readonly KeyRecord[];
  /** Writ's own receipts where left out. */
  readonly profile?: ReceiptProfile;
}

/**
 * Verifies one receipt offline, as an ordered list of checks; the first that fails gives the cause. Total: whatever is
 * passed in, the answer is a verdict.
 */
export function verifyReceipt(receipt: StoredReceipt, { keys, profile = WRIT_PROFILE }: VerifyOptions): ReceiptVerdict {
  if (!isStoredReceipt(receipt)) return undecidable('malformed');
  const header = readHeader(receipt, profile);
  if ('verdict' in header) return header;
  const key = trustedKey(header.kid, header.embedsKey, keys);
  if ('verdict' in key) return key;
  return (
    checkKey(key) ??
    checkSignature(receipt, key) ??
    (headerIsExact(receipt, key.kid, profile)
      ? null
      : undecidable('unknown-shape', 'the protected header is not exactly `alg`, `kid`, `typ`')) ??
    checkPayload(receipt, key, profile) ??
    VALID
  );
}

/** The key must be the one its id names and have a window that can be read. */
function checkKey(key: KeyRecord): Refusal | null {
  if (!isP256(key.jwk)) return undecidable('no-trust-anchor', `the key of \`${key.kid}\` is not a P-256 public key`);
  if (jwkThumbprint(key.jwk) !== key.kid) return undecidable('no-trust-anchor', `the key of \`${key.kid}\` has another thumbprint`);
  const until = key.valid_until === null ? Infinity : Date.parse(key.valid_until);
  if (Number.isNaN(Date.parse(key.valid_from)) || Number.isNaN(until)) return undecidable('window-missing');
  return null;
}

function checkSignature(receipt: StoredReceipt, key: KeyRecord): Refusal | null {
  const signature = fromBase64url(receipt.signature);
  if (signature === null) return undecidable('malformed', 'the signature is not base64url');
  if (signature.length !== 64) return invalid('signature', `the signature has \`${String(signature.length)}\` bytes, not 64`);
  if (!holds(receipt, signature, key)) return invalid('signature');
  return isHighS(signature) ? invalid('malleable') : null;
}

function holds(receipt: StoredReceipt, signature: Uint8Array, key: KeyRecord): boolean {
  return verifyEs256(signingInput(receipt.protected, receipt.payload), signature, key.jwk);
}

/** What the signed bytes say, once it is known that the key's holder signed them. */
function checkPayload(receipt: StoredReceipt, key: KeyRecord, profile: ReceiptProfile): Refusal | null {
  const payload = parsePayload(receipt);
  if (payload === null) return undecidable('malformed', 'the payload is not a JSON object');
  if (!isCanonical(receipt.payload, payload)) return invalid('non-canonical');
  const refusal = profile.strictShape ? checkShape(payload) : null;
  if (refusal !== null) return refusal;
  const disclosed = checkDisclosures(receipt, payload);
  return checkWindow(payload, key) ?? (disclosed instanceof Map ? checkDisclosed(payload, disclosed, profile) : (disclosed as Refusal));
}

function checkDisclosed(payload: JsonObject, disclosed: ReadonlyMap<string, Json>, profile: ReceiptProfile): Refusal | null {
  const wrong = checkActionDigests(payload, disclosed, profile);
  return wrong ?? (profile.strictShape ? checkInstanceProof(payload as unknown as ReceiptPayload, disclosed) : null);
}

function checkShape(payload: JsonObject): Refusal | null {
  const wrong = payloadShape(payload, 'payload');
  if (wrong !== null) return undecidable('unknown-shape', `\`${wrong}\` is absent, unknown or not as version 1.0 has it`);
  const whole = payload as unknown as ReceiptPayload;
  return checkMembersOfKind(whole) ?? checkDelegation(whole) ?? checkPresence(whole);
}

/** INVARIANT: a kind has the members that its meaning needs, so that no reader meets a decision without its action. */
function checkMembersOfKind(payload: ReceiptPayload): Refusal | null {
  const { kind, action, decision, approval, deferral, execution, requester_context } = payload;
  if (isAboutDecision(kind) && (action === null || decision === null))
    return invalid('incoherent', `a receipt of kind \`${kind}\` needs action and decision`);
  if (kind === 'approval' && approval === null) return invalid('incoherent', 'a receipt of kind `approval` needs approval');
  if (kind === 'outcome' && execution === null) return invalid('incoherent', 'a receipt of kind `outcome` needs execution');
  if (kind === 'resolution' && approval === null && deferral === null) {
    return invalid('incoherent', 'a receipt of kind `resolution` needs deferral or approval');
  }
  if ((kind === 'session_open' || kind === 'policy_event') && requester_context === null)
    return invalid('incoherent', `a receipt of kind \`${kind}\` needs requester_context`);
  return null;
}

/** Who acts for whom is worth as much as its weakest link. */
function checkDelegation({ action, requester_context }: ReceiptPayload): Refusal | null {
  const requester = action?.requester_context ?? requester_context;
  const broken = requester === null ? null : findBrokenLink(requester);
  return broken === null ? null : invalid('incoherent', broken);
}

/** `valid_until` is excluded. A revoked key vouches for nothing: its thief could have chosen any `issued_at`. */
function checkWindow(payload: JsonObject, key: KeyRecord): Refusal | null {
  const issued = payload['issued_at'];
  const at = typeof issued === 'string' ? Date.parse(issued) : NaN;
  if (Number.isNaN(at)) return undecidable('unknown-shape', '`payload.issued_at` is not a time');
  if (key.status === 'revoked') return invalid('key-revoked');
  const until = key.valid_until === null ? Infinity : Date.parse(key.valid_until);
  return at >= Date.parse(key.valid_from) && at < until ? null : invalid('key-window');
}

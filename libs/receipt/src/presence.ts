import type { ApprovalRecord, PresenceProof } from '@writ/aarm';
import { canonicalize } from './canonicalize.js';
import { concat, fromBase64url, sha256Base64url, sha256Hex, toBase64url, utf8Text, verifyEs256 } from './crypto.js';
import { sha256 } from './digest.js';
import type { KeyRecord, ReceiptPayload } from './receipt.js';
import { invalid } from './verdict.js';
import type { Invalid } from './verdict.js';

/** What a passkey signs for a statement: its digest as a WebAuthn challenge, so that the signature is of no use for any other. */
export function presenceChallenge(statementDigest: string): string {
  const hex = /^sha256:([0-9a-f]{64})$/u.exec(statementDigest)?.[1];
  if (hex === undefined) throw new TypeError(`\`${statementDigest}\` is no digest: give \`sha256:\` and 64 hexadecimal digits`);
  return toBase64url(Uint8Array.from({ length: 32 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16)));
}

/** `{1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y}`: the one CBOR encoding that CTAP2 allows for such a key. */
const COSE_HEAD = 'a5010203262001215820';
const COSE_MIDDLE = '225820';
const COSE_LENGTH = 77;

/** The public key that a passkey was registered with; null where it is not an ES256 key, the only kind that Writ takes. */
export function passkeyJwk(publicKey: string): KeyRecord['jwk'] | null {
  const cose = fromBase64url(publicKey);
  if (cose?.length !== COSE_LENGTH || hexOf(cose.subarray(0, 10)) !== COSE_HEAD || hexOf(cose.subarray(42, 45)) !== COSE_MIDDLE)
    return null;
  return { kty: 'EC', crv: 'P-256', x: toBase64url(cose.subarray(10, 42)), y: toBase64url(cose.subarray(45)) };
}

const hexOf = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** The first answer of a receipt whose passkey did not sign what the receipt says. */
export function checkPresence(payload: ReceiptPayload): Invalid | null {
  for (const record of payload.approval?.approvals ?? []) {
    const flaw = statementFlaw(record, payload) ?? presenceFlaw(record);
    if (flaw !== null) return invalid('presence', `the passkey of \`${record.approver}\`: ${flaw}`);
  }
  return null;
}

/** The statement is made again, from what the receipt says of the decision: what ran must be what was signed. */
function statementFlaw(record: ApprovalRecord, { kind, decision, approval }: ReceiptPayload): string | null {
  const { presence, approver, decision: answer, statement_digest } = record;
  if (presence === undefined) return null;
  if (decision === null) return 'there is no decision that it could be about';
  const { action_digest, deadline } = presence;
  const { decision_id, policy, effective_digest } = decision;
  const statement = { action_digest, answer, approver, deadline, decision_id, policy_hash: policy.hash };
  if (sha256(canonicalize(statement)) !== statement_digest) return 'the statement is about another decision';
  const ran = kind === 'resolution' && approval?.quorum_met === true;
  return ran && effective_digest !== action_digest ? 'what runs is not what was signed' : null;
}

/** What is wrong with the proof of an answer, as an ordered list of checks; null where nothing is, or there is none. */
function presenceFlaw({ presence, statement_digest, decision }: ApprovalRecord): string | null {
  if (presence === undefined) return null;
  if (decision !== 'approve') return 'only an approval is signed by one';
  return clientFlaw(presence, statement_digest) ?? authenticatorFlaw(presence) ?? signatureFlaw(presence);
}

function clientFlaw({ client_data }: PresenceProof, statementDigest: string): string | null {
  const { type, challenge, crossOrigin } = clientDataIn(client_data);
  if (type !== 'webauthn.get') return 'it was not asked to sign';
  if (challenge !== presenceChallenge(statementDigest)) return 'it signed another statement';
  return crossOrigin === true ? 'it signed inside another site' : null;
}

interface ClientData {
  readonly type?: unknown;
  readonly challenge?: unknown;
  readonly origin?: unknown;
  readonly crossOrigin?: unknown;
}

function clientDataIn(encoded: string): ClientData {
  try {
    const bytes = fromBase64url(encoded);
    const data = JSON.parse((bytes === null ? null : utf8Text(bytes)) ?? 'null') as unknown;
    return typeof data === 'object' && data !== null ? data : {};
  } catch {
    return {};
  }
}

const PRESENT_AND_VERIFIED = 0x05;
/** The digest of the domain, flags and the counter. */
const LEAST_DATA = 37;

function authenticatorFlaw({ authenticator_data, client_data }: PresenceProof): string | null {
  const data = fromBase64url(authenticator_data);
  if (data === null || data.length < LEAST_DATA) return 'what the authenticator says cannot be read';
  if (((data[32] ?? 0) & PRESENT_AND_VERIFIED) !== PRESENT_AND_VERIFIED) return 'it did not verify the person';
  const domain = hexOf(data.subarray(0, 32));
  return domainsOf(clientDataIn(client_data).origin).some((name) => sha256Hex(name) === domain) ? null : 'it is one of another domain';
}

/** A passkey is registered for the host of its origin, or for a domain that the host is in. */
function domainsOf(origin: unknown): readonly string[] {
  if (typeof origin !== 'string' || !URL.canParse(origin)) return [];
  const labels = new URL(origin).hostname.split('.');
  return labels.map((_, i) => labels.slice(i).join('.'));
}

function signatureFlaw({ public_key, authenticator_data, client_data, signature }: PresenceProof): string | null {
  const [jwk, der] = [passkeyJwk(public_key), fromBase64url(signature)];
  if (jwk === null) return 'its key is not an ES256 key';
  const [data, client] = [fromBase64url(authenticator_data), fromBase64url(client_data)];
  const fixed = der === null ? null : p1363Of(der);
  const digest = client === null ? null : fromBase64url(sha256Base64url(client));
  if (fixed === null || data === null || digest === null) return NO_SIGNATURE;
  try {
    return verifyEs256(concat([data, digest]), fixed, jwk) ? null : NO_SIGNATURE;
  } catch {
    // It has the form of a key, and is none.
    return NO_SIGNATURE;
  }
}

const NO_SIGNATURE = 'the signature does not hold';

/** Both integers of an ASN.1 signature (RFC 3279 §2.2.3) at their full width; null where it is none. */
function p1363Of(der: Uint8Array): Uint8Array | null {
  if (der[0] !== 0x30 || der[1] !== der.length - 2) return null;
  const r = integerAt(der, 2);
  const s = r === null ? null : integerAt(der, r.end);
  return r === null || s?.end !== der.length ? null : concat([r.bytes, s.bytes]);
}

function integerAt(der: Uint8Array, at: number): { readonly bytes: Uint8Array; readonly end: number } | null {
  const [tag, length = 0] = [der[at], der[at + 1]];
  const end = at + 2 + length;
  if (tag !== 0x02 || length === 0 || end > der.length) return null;
  const value = der.subarray(der[at + 2] === 0 ? at + 3 : at + 2, end);
  return value.length > 32 ? null : { bytes: concat([new Uint8Array(32 - value.length), value]), end };
}

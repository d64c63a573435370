import type { Json, JsonObject } from '@writ/aarm';
import { canonicalize } from './canonicalize.js';
import type { CanonicalText } from './canonicalize.js';
import { fromBase64url, isP256, sha256Base64url, verifyEs256 } from './crypto.js';
import { jwkThumbprint, sha256 } from './digest.js';
import { signingInput } from './jws.js';
import { decodeText, isCanonical, parseJson } from './open-receipt.js';
import type { KeyRecord, ReceiptPayload } from './receipt.js';
import { isObject } from './shape.js';
import { invalid } from './verdict.js';
import type { Invalid } from './verdict.js';

/** The JWS `typ` of the proof that an instance of an agent holds its key. */
export const INSTANCE_PROOF_TYP = 'writ-instance+jwt';

/** An action that an instance asks for; `nonce` is that of the request, null where it has none. */
export interface AskedAction {
  readonly session_id: string;
  readonly tool: string;
  readonly operation: string;
  readonly parameters: JsonObject | CanonicalText;
  readonly nonce: string | null;
}
/** A session that an instance opens. */
export interface AskedSession {
  readonly host_session_id: string;
}

/** What the proof says: all of it, and nothing else. */
export interface InstanceClaims {
  /** Seconds since 1970. */
  readonly iat: number;
  /** Good for one use. */
  readonly jti: string;
  /** base64url of the SHA-256 of the agent's token, as in RFC 9449. */
  readonly ath: string;
  /** {@link requestDigest} of what is asked for. */
  readonly req: string;
}

/** A proof whose signature holds under the key that it names. */
export interface InstanceProof {
  /** RFC 7638 thumbprint of that key: whether it is the instance's is for whoever knows the instance to say. */
  readonly jkt: string;
  readonly claims: InstanceClaims;
}

/** base64url of the SHA-256 of the RFC 8785 text of what is asked for. */
export const requestDigest = (asked: AskedAction | AskedSession): string => {
  if ('host_session_id' in asked) return sha256Base64url(canonicalize({ host_session_id: asked.host_session_id }));
  const { session_id, tool, operation, parameters, nonce } = asked;
  return sha256Base64url(canonicalize({ nonce, operation, parameters, session_id, tool }));
};

/** base64url of the SHA-256 of a token. */
export const tokenHash = (token: string): string => sha256Base64url(token);

const FORM = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/u;
const LONGEST = 4096;
/** The longest `jti`, in characters. */
const LONGEST_ID = 128;

/** Reads a proof strictly: what is said, under which key. A text that says what is wrong where it is none. */
export function openInstanceProof(text: string): InstanceProof | string {
  if (text.length > LONGEST) return `it is longer than \`${String(LONGEST)}\` characters`;
  const [, head = '', body = '', signature = ''] = FORM.exec(text) ?? [];
  const [header, claims] = [readExactly(head), readExactly(body)];
  if (header === null || claims === null) return 'it is not a JWS of canonical JSON';
  const key = keyIn(header);
  if (typeof key === 'string') return key;
  const said = claimsIn(claims);
  if (said === null) return 'it says other than `ath`, `iat`, `jti` and `req`';
  const bytes = fromBase64url(signature);
  const payload = decodeText(body) ?? '';
  if (bytes?.length !== 64 || !verifyEs256(signingInput(head, payload), bytes, key)) return 'its signature does not hold';
  return { jkt: jwkThumbprint(key), claims: said };
}

/** Nobody may read it otherwise: the text is the one RFC 8785 text of its value. */
function readExactly(part: string): JsonObject | null {
  const text = decodeText(part);
  const value = parseJson(text);
  return text !== null && isObject(value) && isCanonical(text, value) ? value : null;
}

const hasExactly = (value: JsonObject, names: readonly string[]): boolean => Object.keys(value).sort().join() === names.join();

function keyIn(header: JsonObject): KeyRecord['jwk'] | string {
  const { alg, typ, jwk } = header;
  if (!hasExactly(header, ['alg', 'jwk', 'typ'])) return 'its header says other than `alg`, `jwk` and `typ`';
  if (typ !== INSTANCE_PROOF_TYP) return `its \`typ\` is not \`${INSTANCE_PROOF_TYP}\``;
  if (alg !== 'ES256') return 'its `alg` is not `ES256`';
  return readPublicKey(jwk) ?? 'its `jwk` is not a public key of P-256 and nothing else';
}

/** A public key of P-256 with its four members and nothing else; null where it is none. */
export function readPublicKey(jwk: Json | undefined): KeyRecord['jwk'] | null {
  if (!isObject(jwk) || !hasExactly(jwk, ['crv', 'kty', 'x', 'y'])) return null;
  const key = jwk as unknown as KeyRecord['jwk'];
  return Object.values(jwk).every((member) => typeof member === 'string') && isP256(key) ? key : null;
}

function claimsIn(claims: JsonObject): InstanceClaims | null {
  const { iat, jti, ath, req } = claims;
  const whole = hasExactly(claims, ['ath', 'iat', 'jti', 'req']) && Number.isSafeInteger(iat);
  if (!whole || typeof jti !== 'string' || typeof ath !== 'string' || typeof req !== 'string') return null;
  return jti.length > 0 && jti.length <= LONGEST_ID ? { iat: iat as number, jti, ath, req } : null;
}

/** Where the proof and what it is of are disclosed: the instance whose key the receipt names signed this very action. */
export function checkInstanceProof({ action, context, request }: ReceiptPayload, disclosed: ReadonlyMap<string, Json>): Invalid | null {
  const text = disclosed.get('instance_proof');
  if (text === undefined) return null;
  const agent = action?.requester_context.agent ?? null;
  const proof = typeof text === 'string' ? openInstanceProof(text) : 'it is no text';
  if (typeof proof === 'string') return invalid('instance', `the proof of the instance is refused: ${proof}`);
  if (action === null || proof.jkt !== agent?.jkt) return invalid('instance', 'the proof is by another key than that of the instance');
  const digest = sha256(text as string);
  if (!action.requester_context.evidence.some(({ claim, token_digest }) => claim === 'agent' && token_digest === digest))
    return invalid('instance', 'the proof is not the one that was checked');
  const parameters = disclosed.get('parameters');
  if (!isObject(parameters)) return null;
  const { tool, operation } = action;
  const asked = { session_id: context.session_id, tool, operation, parameters, nonce: request?.nonce ?? null };
  return requestDigest(asked) === proof.claims.req ? null : invalid('instance');
}

import type { Json, JsonObject } from '@writ/aarm';
import { actionDigest, disclosureDigest } from './digest.js';
import { decodeText, parseJson } from './open-receipt.js';
import { WRIT_PROFILE } from './profile.js';
import type { ReceiptProfile } from './profile.js';
import type { Disclosure, ReceiptPayload, StoredReceipt } from './receipt.js';
import { isObject } from './shape.js';
import { invalid } from './verdict.js';
import type { Invalid } from './verdict.js';

/** Decodes one disclosure, or answers null where it is not `[salt, name, value]`. */
export function readDisclosure(encoded: string): Disclosure | null {
  const parts = parseJson(decodeText(encoded));
  if (!Array.isArray(parts) || parts.length !== 3) return null;
  const [salt, name, value] = parts as readonly Json[];
  if (typeof salt !== 'string' || typeof name !== 'string' || value === undefined) return null;
  return { salt, name, value };
}

/** Every disclosure must be one the payload commits to, and none may come twice or under a name already taken. */
export function checkDisclosures(receipt: StoredReceipt, payload: JsonObject): ReadonlyMap<string, Json> | Invalid {
  const committed = new Set(Array.isArray(payload['_sd']) ? (payload['_sd'] as readonly Json[]) : []);
  const disclosed = new Map<string, Json>();
  for (const encoded of receipt.disclosures) {
    if (!committed.delete(disclosureDigest(encoded))) return invalid('disclosure-mismatch');
    const opened = readDisclosure(encoded);
    if (opened === null) return invalid('disclosure-mismatch', 'a disclosure is not `[salt, name, value]`');
    if (disclosed.has(opened.name)) return invalid('disclosure-mismatch', `\`${opened.name}\` is disclosed twice`);
    disclosed.set(opened.name, opened.value);
  }
  return disclosed;
}

/** Where parameters and nonce are disclosed, they must give the signed digests. */
export function checkActionDigests(payload: JsonObject, disclosed: ReadonlyMap<string, Json>, profile: ReceiptProfile): Invalid | null {
  const action = payload['action'];
  const nonce = disclosed.get('action_nonce');
  if (!isObject(action) || nonce === undefined) return null;
  const pairs: readonly (readonly [string, Json | undefined])[] = [
    ['parameters', action['action_digest']],
    ['effective_parameters', isObject(payload['decision']) ? payload['decision']['effective_digest'] : undefined],
  ];
  for (const [name, expected] of pairs) {
    const parameters = disclosed.get(name);
    if (parameters === undefined || (name === 'effective_parameters' && parameters === null)) continue;
    if (digestOf(action, parameters, nonce, profile) !== expected)
      return invalid('digest-mismatch', `\`${name}\` does not give the signed digest`);
  }
  return null;
}

function digestOf(action: JsonObject, parameters: Json, nonce: Json, profile: ReceiptProfile): string | null {
  const { tool, operation } = action;
  if (!isObject(parameters) || typeof tool !== 'string' || typeof operation !== 'string' || typeof nonce !== 'string') return null;
  try {
    return actionDigest({ tool, operation, parameters }, nonce, profile.actionDomain);
  } catch {
    return null;
  }
}

/**
 * What a receipt discloses, by name, held against what its payload commits to: every disclosure is one of `_sd`, and
 * parameters and nonce give the digests of the action. Says nothing of the signature: see `verifyReceipt`.
 */
export function openDisclosures(
  receipt: StoredReceipt,
  payload: ReceiptPayload,
  profile: ReceiptProfile = WRIT_PROFILE,
): ReadonlyMap<string, Json> | Invalid {
  const signed = payload as unknown as JsonObject;
  const disclosed = checkDisclosures(receipt, signed);
  return disclosed instanceof Map ? (checkActionDigests(signed, disclosed, profile) ?? disclosed) : disclosed;
}

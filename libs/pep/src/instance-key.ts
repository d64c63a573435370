import { createPrivateKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { INSTANCE_PROOF_TYP, canonicalize, requestDigest, signingInput, tokenHash } from '@writ/receipt';
import type { AskedAction, AskedSession, KeyRecord } from '@writ/receipt';

/** The key of one instance of an agent, as a JWK (RFC 7517); only this instance has it. */
export interface InstanceKey {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
  /** The secret. */
  readonly d: string;
}

/** Makes the key of an instance; its public half is what the enrolment registers. */
export function createInstanceKey(): { readonly key: InstanceKey; readonly publicKey: KeyRecord['jwk'] } {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '', d = '' } = privateKey.export({ format: 'jwk' });
  const publicKey = { kty: 'EC', crv: 'P-256', x, y } as const;
  return { key: { ...publicKey, d }, publicKey };
}

/**
 * The proof that the instance itself asks for this, now, with this token: a JWS by its key, good for one use.
 *
 * @throws TypeError where the key is none
 */
export function proveInstance(
  { kty, crv, x, y, d }: InstanceKey,
  about: { readonly token: string; readonly asked: AskedAction | AskedSession },
): string {
  const jwk = { kty, crv, x, y };
  const header = Buffer.from(canonicalize({ alg: 'ES256', jwk, typ: INSTANCE_PROOF_TYP })).toString('base64url');
  const claims = canonicalize({
    iat: Math.floor(Date.now() / 1000),
    jti: randomUUID(),
    ath: tokenHash(about.token),
    req: requestDigest(about.asked),
  });
  const key = createPrivateKey({ key: { ...jwk, d }, format: 'jwk' });
  const signature = sign('sha256', signingInput(header, claims), { key, dsaEncoding: 'ieee-p1363' });
  return [header, Buffer.from(claims).toString('base64url'), signature.toString('base64url')].join('.');
}

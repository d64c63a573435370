import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import type { JWK } from 'jose';
import { readIfThere, writePrivate } from '../hook/private-file.js';

export interface IssuerKey {
  readonly privateKey: KeyObject;
  readonly jwk: JWK;
  readonly kid: string;
}

/** The issuer's own P-256 key, made on first use; only its owner can read the file. */
export const issuerKey = async (path: string): Promise<IssuerKey> => {
  const known = readIfThere(path);
  const pem = known ?? (generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }) as string);
  if (known === null) writePrivate(path, pem);
  const privateKey = createPrivateKey(pem);
  const jwk = createPublicKey(privateKey).export({ format: 'jwk' }) as JWK;
  const kid = await calculateJwkThumbprint(jwk);
  return { privateKey, kid, jwk: { ...jwk, kid, alg: 'ES256', use: 'sig' } };
};

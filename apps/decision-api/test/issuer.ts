import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AUDIENCE_OF, audiencesOf } from '@writ/server';
import type { Issuer, TokenUse } from '@writ/server';
import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import type { JWTPayload } from 'jose';

/** A real issuer for tests: a key, a key set over HTTP, and tokens. */
export interface TestIssuer {
  readonly pinned: Issuer;
  person(id: string, roles?: readonly string[], claims?: JWTPayload): Promise<string>;
  /** On whose behalf an agent acts. */
  delegated(id: string, roles?: readonly string[], claims?: JWTPayload): Promise<string>;
  agent(id: string, instance: string, claims?: JWTPayload): Promise<string>;
  close(): void;
}

/** Starts an issuer whose people are of `tenantId`. */
export async function startIssuer(tenantId: string): Promise<TestIssuer> {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const issuer = `https://${tenantId}.issuer.test`;
  const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'test', alg: 'ES256' }] });
  const server = createServer((_, response) => response.end(keys));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const now = (): number => Math.floor(Date.now() / 1000);
  const sign = (use: TokenUse, claims: JWTPayload): Promise<string> =>
    new SignJWT({
      iss: issuer,
      aud: audiencesOf('writ')[AUDIENCE_OF[use]],
      token_use: use,
      iat: now(),
      exp: now() + 600,
      scope: '*',
      ...claims,
    })
      .setProtectedHeader({ alg: 'ES256', kid: 'test', typ: 'JWT' })
      .sign(privateKey);
  return {
    pinned: { issuer, jwksUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port.toString()}/`, tenantId },
    person: (id, roles = [], claims = {}) => sign('person', { sub: id, roles: [...roles], ...claims }),
    delegated: (id, roles = [], claims = {}) => sign('delegated', { sub: id, roles: [...roles], ...claims }),
    agent: (id, instance, claims = {}) => sign('agent', { sub: id, instance, ...claims }),
    close: () => server.close(),
  };
}

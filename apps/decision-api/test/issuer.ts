import { createHash, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { requestDigest } from '@writ/receipt';
import type { AskedAction, AskedSession } from '@writ/receipt';
import { AUDIENCE_OF, audiencesOf } from '@writ/server';
import type { Issuer, TokenUse } from '@writ/server';
import { SignJWT, calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import type { CryptoKey, JWK, JWTPayload } from 'jose';

/** A real issuer for tests: a key, a key set over HTTP, and tokens. */
export interface TestIssuer {
  readonly pinned: Issuer;
  person(id: string, roles?: readonly string[], claims?: JWTPayload): Promise<string>;
  /** On whose behalf an agent acts. */
  delegated(id: string, roles?: readonly string[], claims?: JWTPayload): Promise<string>;
  agent(id: string, instance: string, claims?: JWTPayload): Promise<string>;
  /** A chain from a person through delegatees to an agent; the last link is the agent's. */
  delegation(person: string, links: readonly TestLink[]): Promise<TestDelegation>;
  /** Signs anything as the issuer does. */
  sign(claims: JWTPayload, header?: object): Promise<string>;
  /** Answers a path with a text; the others with the keys. */
  serve(path: string, text: string): void;
  /** Takes it off the network, and brings it back at the same address. */
  cutOff(): Promise<void>;
  comeBack(): Promise<void>;
  close(): void;
}

/** To whom authority is handed on, and how much of it; `claims` forge the link. */
export interface TestLink {
  readonly to: string;
  readonly scope: string;
  readonly claims?: JWTPayload;
}

/** What an enforcement point forwards of a chain; `jkt` is the thumbprint of the key at which it ends. */
export interface TestDelegation {
  readonly delegation: readonly string[];
  readonly jkt: string;
  /** The proof of whoever holds that key. */
  readonly prove: Prover;
}

type Prover = (token: string, req: string) => Promise<string>;

/** Tokens, and what proves the key that the agent's is bound to. */
export interface TestIdentity {
  readonly human: string;
  readonly agent: string;
  readonly delegation?: readonly string[];
  readonly prove?: Prover;
}

/** A request as its agent sends it: what it asks for is signed with the key that the token of the agent is bound to. */
export async function signed(body: object): Promise<object> {
  const { identity, ...asked } = body as { readonly identity?: TestIdentity } & Partial<AskedSession> & {
      readonly session_id?: string;
      readonly action?: Omit<AskedAction, 'session_id' | 'nonce'>;
    };
  if (identity?.prove === undefined) return body;
  const { prove, ...tokens } = identity;
  const { host_session_id = '', session_id, action } = asked;
  const about = session_id === undefined || action === undefined ? { host_session_id } : { session_id, nonce: null, ...action };
  return { ...asked, identity: { ...tokens, agent_proof: await prove(tokens.agent, requestDigest(about)) } };
}

/** Starts an issuer of `tenantId`, and of its people or of others of its own. */
export async function startIssuer(tenantId: string, people: 'shared' | 'own' = 'shared'): Promise<TestIssuer> {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const issuer = `https://${tenantId}.${people === 'shared' ? 'issuer' : 'second'}.test`;
  const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'test', alg: 'ES256' }] });
  const served = new Map<string, string>();
  const server = createServer((request, response) => response.end(served.get(request.url ?? '') ?? keys));
  const listen = async (port: number): Promise<void> => new Promise((resolve) => void server.listen(port, '127.0.0.1', resolve));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const now = (): number => Math.floor(Date.now() / 1000);
  const signAny = async (claims: JWTPayload, header: object = {}): Promise<string> =>
    new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'test', typ: 'JWT', ...header }).sign(privateKey);
  const sign = (use: TokenUse, claims: JWTPayload): Promise<string> =>
    signAny({
      iss: issuer,
      aud: audiencesOf('writ')[AUDIENCE_OF[use]],
      token_use: use,
      iat: now(),
      exp: now() + 600,
      scope: '*',
      ...claims,
    });
  return {
    pinned: { issuer, jwksUrl: `http://127.0.0.1:${port.toString()}/`, tenantId, people },
    person: (id, roles = [], claims = {}) => sign('person', { sub: id, roles: [...roles], ...claims }),
    delegated: (id, roles = [], claims = {}) => sign('delegated', { sub: id, roles: [...roles], ...claims }),
    agent: (id, instance, claims = {}) => sign('agent', { sub: id, instance, ...claims }),
    delegation: async (person, links) => chainOf(person, links, (claims) => sign('delegation', claims)),
    sign: signAny,
    serve: (path, text) => void served.set(path, text),
    cutOff: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
    comeBack: async () => listen(port),
    close: () => server.close(),
  };
}

/** The root is signed by the issuer, each later link by the key of the link above it. */
async function chainOf(
  person: string,
  links: readonly TestLink[],
  signRoot: (claims: JWTPayload) => Promise<string>,
): Promise<TestDelegation> {
  const delegation: string[] = [];
  let [delegator, jkt, signLink] = [person, '', signRoot];
  let prove: Prover = async () => Promise.reject(new Error('a chain has links'));
  const now = Math.floor(Date.now() / 1000);
  for (const [index, { to, scope, claims }] of links.entries()) {
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
    const jwk = await exportJWK(publicKey);
    const above = delegation.at(-1);
    const link = await signLink({
      ...{ sub: person, delegator, delegatee: to, scope, depth: index + 1, max_depth: 4, cnf: { jwk } },
      ...{ aud: audiencesOf('writ').agents, token_use: 'delegation', iat: now, exp: now + 600 - index },
      ...(above === undefined ? {} : { par_hash: createHash('sha256').update(above).digest('base64url') }),
      ...(above === undefined ? {} : { iss: `urn:ietf:params:oauth:jwk-thumbprint:sha-256:${jkt}` }),
      ...claims,
    });
    delegation.push(link);
    [delegator, jkt] = [to, await calculateJwkThumbprint(jwk)];
    prove = (token, req) => proofBy({ privateKey, jwk }, { token, req });
    signLink = (next) => new SignJWT(next).setProtectedHeader({ alg: 'ES256', typ: 'JWT' }).sign(privateKey);
  }
  return { delegation, jkt, prove };
}

/** The proof of whoever holds this key. */
export const proofBy = (
  { privateKey, jwk: { kty, crv, x, y } }: { readonly privateKey: CryptoKey; readonly jwk: JWK },
  { token, req }: { readonly token: string; readonly req: string },
): Promise<string> => {
  const ath = createHash('sha256').update(token).digest('base64url');
  return new SignJWT({ ath, iat: Math.floor(Date.now() / 1000), jti: randomUUID(), req })
    .setProtectedHeader({ alg: 'ES256', jwk: { crv, kty, x, y } as JWK, typ: 'writ-instance+jwt' })
    .sign(privateKey);
};

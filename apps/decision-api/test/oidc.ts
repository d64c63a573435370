import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { audiencesOf } from '@writ/server';
import type { Issuer } from '@writ/server';
import { SignJWT, exportJWK, generateKeyPair, jwtVerify } from 'jose';
import type { CryptoKey, JWK, JWTPayload } from 'jose';
import { Provider } from 'oidc-provider';
import type { ClientMetadata, Configuration, ResourceServer } from 'oidc-provider';

/** OAuth 2.0 Token Exchange (RFC 8693): a person's token for the first link of a delegation. */
const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
const AUDIENCES = audiencesOf('writ');
const RESOURCES = { agents: 'https://writ.example/agents', machines: 'https://writ.example/machines' } as const;
const REDIRECT = 'http://127.0.0.1/signed-in';
const SECRET = 'a secret of the agent, of 32 bytes or more';
const SCOPES = 'files mail';

/** A key of an agent. */
export interface AgentKey {
  readonly jwk: JWK;
  readonly privateKey: CryptoKey;
}

export const createAgentKey = async (): Promise<AgentKey> => {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  return { jwk: await exportJWK(publicKey), privateKey };
};

/** An OpenID provider as one may run it: people sign in with the code flow and PKCE, agents prove their key by DPoP. */
export interface OpenIdProvider {
  readonly pinned: Issuer;
  /** Signs a person in through the pages, as a browser does; the planner gets a delegated token. */
  signIn(person: string): Promise<string>;
  /** The first link: from the person to the planner, bound to the planner's key. */
  delegate(token: string, to: AgentKey, scope: string): Promise<string>;
  /** The token of the agent that acts, bound to its key by DPoP (RFC 9449). */
  agentToken(key: AgentKey): Promise<string>;
  close(): Promise<void>;
}

export async function startOpenIdProvider(tenantId: string): Promise<OpenIdProvider> {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const keys: SigningKeys = { jwk: { ...(await exportJWK(privateKey)), kid: 'op', alg: 'ES256', use: 'sig' }, publicKey };
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port.toString()}`;
  const provider = new Provider(issuer, configuration(keys));
  addExchange(provider, { issuer, publicKey });
  const answer = provider.callback();
  server.on('request', (request, response) => void answer(request, response));
  const token = async (body: Record<string, string>, headers: Record<string, string> = {}): Promise<string> => {
    const answer = await fetch(`${issuer}/token`, { method: 'POST', headers, body: new URLSearchParams(body) });
    const { access_token, ...rest } = (await answer.json()) as { readonly access_token?: string };
    if (access_token === undefined) throw new Error(`no token: ${JSON.stringify(rest)}`);
    return access_token;
  };
  return {
    pinned: { issuer, jwksUrl: `${issuer}/jwks`, tenantId, people: 'shared' },
    signIn: async (person) => {
      const verifier = randomBytes(32).toString('base64url');
      const code = await codeFor(person, { issuer, challenge: createHash('sha256').update(verifier).digest('base64url') });
      const grant = { grant_type: 'authorization_code', client_id: 'planner', redirect_uri: REDIRECT, resource: RESOURCES.agents };
      return token({ ...grant, code, code_verifier: verifier });
    },
    delegate: (subject, { jwk }, scope) =>
      token({
        ...{ grant_type: EXCHANGE, client_id: 'planner', subject_token: subject, subject_token_type: ACCESS_TOKEN },
        ...{ scope, cnf: JSON.stringify({ jwk }) },
      }),
    agentToken: async (key) => {
      const authorization = `Basic ${Buffer.from(`coder:${encodeURIComponent(SECRET)}`).toString('base64')}`;
      const headers = { authorization, dpop: await dpopProof(key, `${issuer}/token`) };
      return token({ grant_type: 'client_credentials', resource: RESOURCES.machines, scope: 'files' }, headers);
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface SigningKeys {
  readonly jwk: JWK;
  readonly publicKey: CryptoKey;
}

const CLIENTS: ClientMetadata[] = [
  {
    ...{ client_id: 'planner', token_endpoint_auth_method: 'none', application_type: 'native', redirect_uris: [REDIRECT] },
    ...{ grant_types: ['authorization_code', EXCHANGE], response_types: ['code'], id_token_signed_response_alg: 'ES256' },
  },
  {
    ...{ client_id: 'coder', client_secret: SECRET, redirect_uris: [], response_types: [], grant_types: ['client_credentials'] },
    id_token_signed_response_alg: 'ES256',
  },
];

const resourceServer = (resource: string): ResourceServer => ({
  audience: resource === RESOURCES.machines ? AUDIENCES.machines : AUDIENCES.agents,
  scope: SCOPES,
  accessTokenFormat: 'jwt',
  accessTokenTTL: 600,
  jwt: { sign: { alg: 'ES256' } },
});

/** What Writ reads beside the claims of every provider. */
const CLAIMS: Readonly<Record<string, JWTPayload>> = {
  [AUDIENCES.agents]: { token_use: 'delegated', roles: ['dev'] },
  [AUDIENCES.machines]: { token_use: 'agent', instance: 'laptop' },
};

const configuration = ({ jwk }: SigningKeys): Configuration => ({
  jwks: { keys: [jwk] },
  clients: CLIENTS,
  pkce: { required: () => true },
  cookies: { keys: [randomBytes(32).toString('hex')] },
  features: {
    devInteractions: { enabled: true },
    clientCredentials: { enabled: true },
    dPoP: { enabled: true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: (_, resource) => resourceServer(resource),
      useGrantedResource: () => true,
    },
  },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  extraTokenClaims: (_, token) => ('extra' in token && token.extra !== undefined ? token.extra : CLAIMS[String(token.aud)]),
  formats: {
    customizers: {
      // A link says what a link may say, and nothing of the client.
      jwt: (_, token, parts) => {
        if (!('extra' in token) || token.extra?.['token_use'] !== 'delegation') return;
        const { client_id: _client, bound, ...payload } = parts.payload as JWTPayload;
        parts.payload = { ...payload, cnf: bound };
      },
    },
  },
});

/** The provider's own grant: who holds a person's token hands on less of it, to a key. */
function addExchange(provider: Provider, { issuer, publicKey }: { readonly issuer: string; readonly publicKey: CryptoKey }): void {
  const parameters = ['subject_token', 'subject_token_type', 'scope', 'cnf'];
  provider.registerGrantType(
    EXCHANGE,
    async (ctx) => {
      const { client, params } = ctx.oidc;
      const text = (name: string): string => String(params[name]);
      const { payload } = await jwtVerify(text('subject_token'), publicKey, { issuer, audience: AUDIENCES.agents });
      const link = new provider.AccessToken({
        ...{ accountId: String(payload.sub), client, gty: 'token_exchange', scope: text('scope') },
        extra: {
          ...{ token_use: 'delegation', delegator: String(payload.sub), delegatee: client.clientId, depth: 1, max_depth: 4 },
          bound: JSON.parse(text('cnf')) as never,
        },
      } as never);
      // Shorter than what it is made from: it must not outlive it.
      link.resourceServer = new provider.ResourceServer(RESOURCES.agents, { ...resourceServer(RESOURCES.agents), accessTokenTTL: 500 });
      ctx.oidc.entity('AccessToken', link);
      ctx.body = { access_token: await link.save(), issued_token_type: ACCESS_TOKEN, token_type: 'N_A' };
    },
    parameters,
  );
}

/** Through the pages, with the cookies of one browser, up to the redirect that brings the code. */
async function codeFor(person: string, { issuer, challenge }: { readonly issuer: string; readonly challenge: string }): Promise<string> {
  const cookies = new Map<string, string>();
  const visit = async (url: URL, form?: URLSearchParams): Promise<Response> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const page = await fetch(url, {
      redirect: 'manual',
      headers: { cookie },
      ...(form === undefined ? {} : { method: 'POST', body: form }),
    });
    for (const set of page.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/u.exec(set) ?? [];
      cookies.set(name, value);
    }
    return page;
  };
  const start = new URL('/auth', issuer);
  const asked = {
    client_id: 'planner',
    response_type: 'code',
    redirect_uri: REDIRECT,
    scope: `openid ${SCOPES}`,
    resource: RESOURCES.agents,
  };
  start.search = new URLSearchParams({
    ...asked,
    code_challenge: challenge,
    code_challenge_method: 'S256',
    state: randomUUID(),
  }).toString();
  let page = await visit(start);
  for (let step = 0; step < 12; step += 1) {
    const location = page.headers.get('location');
    if (location === null) {
      const html = await page.text();
      const action = /action="([^"]+)"/u.exec(html)?.[1];
      const prompt = /name="prompt" value="([^"]+)"/u.exec(html)?.[1];
      if (action === undefined || prompt === undefined) throw new Error(`a page without a form, status ${page.status.toString()}`);
      page = await visit(new URL(action, issuer), new URLSearchParams({ prompt, login: person, password: 'harbour violin' }));
      continue;
    }
    const next = new URL(location, issuer);
    if (next.href.startsWith(REDIRECT)) return next.searchParams.get('code') ?? '';
    page = await visit(next);
  }
  throw new Error('the provider never came back');
}

const dpopProof = ({ jwk, privateKey }: AgentKey, htu: string): Promise<string> =>
  new SignJWT({ htm: 'POST', htu, jti: randomUUID() })
    .setIssuedAt()
    .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk })
    .sign(privateKey);

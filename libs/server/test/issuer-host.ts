import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PepCaller, VerifiedIdentity } from '@writ/aarm';
import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import type { CryptoKey, JWTPayload } from 'jose';
import type { Authenticator } from '../src/authenticator.js';

/** An identity provider over HTTP that a test can cut off, slow down and give other keys. */
export interface IssuerHost {
  readonly issuer: string;
  readonly url: string;
  readonly jwksUrl: string;
  /** Everything that was asked of it, by path. */
  readonly asked: string[];
  /** Answers a path other than that of the keys. */
  answer(path: string, with_: (request: IncomingMessage, response: ServerResponse) => void): void;
  /** What it says at the path of its keys instead of them; null for the keys. */
  spoil(text: string | null): void;
  /** Other keys from now on, with another id. */
  rotate(): Promise<void>;
  sign(claims: JWTPayload, header?: Readonly<Record<string, unknown>>): Promise<string>;
  token(use: 'delegated' | 'agent' | 'person', claims?: JWTPayload): Promise<string>;
  cutOff(): Promise<void>;
  comeBack(): Promise<void>;
}

export const CALLER: PepCaller = {
  ...{ kind: 'pep', tenant_id: 'acme', pep_id: 'pep1', agent_id: 'coder', agent_instance: 'laptop' },
  host: 'test',
};

const OF: Readonly<Record<string, { readonly aud: string; readonly sub: string }>> = {
  delegated: { aud: 'writ/agents', sub: 'alice' },
  person: { aud: 'writ/people', sub: 'alice' },
  agent: { aud: 'writ/machines', sub: 'coder' },
};

export const seconds = (): number => Math.floor(Date.now() / 1000);

/** Starts one; the caller cuts it off at the end. */
export async function startIssuerHost(issuer = 'https://idp.test'): Promise<IssuerHost> {
  const answers = new Map<string, (request: IncomingMessage, response: ServerResponse) => void>();
  const asked: string[] = [];
  let keys: { publicKey: CryptoKey; privateKey: CryptoKey };
  let generation = 0;
  let spoilt: string | null = null;
  const kid = (): string => `k${generation.toString()}`;
  const rotate = async (): Promise<void> => {
    keys = await generateKeyPair('ES256', { extractable: true });
    generation++;
  };
  await rotate();
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    const given = answers.get(path);
    if (given !== undefined) given(request, response);
    else if (spoilt !== null) response.end(spoilt);
    else void exportJWK(keys.publicKey).then((jwk) => response.end(JSON.stringify({ keys: [{ ...jwk, kid: kid(), alg: 'ES256' }] })));
  });
  const listen = async (port: number): Promise<void> => new Promise((resolve) => void server.listen(port, '127.0.0.1', resolve));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port.toString()}`;
  const sign: IssuerHost['sign'] = async (claims, header = {}) =>
    new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: kid(), typ: 'JWT', ...header }).sign(keys.privateKey);
  return {
    ...{ issuer, url, jwksUrl: `${url}/keys`, asked, rotate, sign },
    answer: (path, with_) => void answers.set(path, with_),
    spoil: (text) => {
      spoilt = text;
    },
    token: async (use, claims = {}) =>
      sign({
        ...{ iss: issuer, token_use: use, iat: seconds(), exp: seconds() + 600, scope: '*', ...OF[use] },
        ...(use === 'agent' ? { instance: 'laptop' } : {}),
        ...claims,
      }),
    cutOff: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
    comeBack: async () => listen(port),
  };
}

/** What is asked for. */
export const ASKED = { session_id: 'ses_1', tool: 'db', operation: 'query', parameters: { sql: 'select 1' }, nonce: 'n'.repeat(22) };

/** Who asks, by these tokens. */
export const identify = async (
  { identity }: Pick<Authenticator, 'identity'>,
  proof: { readonly human: string; readonly agent: string },
): Promise<VerifiedIdentity> => identity(proof, CALLER, ASKED);

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignJWT, calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import type { CryptoKey, JWTPayload } from 'jose';
import { createHash } from 'node:crypto';
import { createInstanceKey, proveInstance } from '../../pep/src/instance-key.js';
import { ASKED } from './issuer-host.js';
import { createAuthenticator } from '../src/authenticator.js';
import type { Authenticator } from '../src/authenticator.js';
import type { PepCaller } from '@writ/aarm';
import type { EnrolledPep } from '../src/enrolled-pep.js';
import { secretHash } from '../src/pep-credential.js';

const SECRET = 's'.repeat(32);
const CREDENTIAL = `Bearer writ_pep.acme.pep1.${SECRET}`;
const ISSUER = 'https://idp.test';
const PEP: EnrolledPep = {
  tenant_id: 'acme',
  pep_id: 'pep1',
  secret_hash: secretHash(SECRET),
  agent_id: 'coder',
  agent_instance: 'laptop-1',
  host: 'claude-code',
  revoked_at: null,
};
const CALLER: PepCaller = {
  kind: 'pep',
  tenant_id: 'acme',
  pep_id: 'pep1',
  agent_id: 'coder',
  agent_instance: 'laptop-1',
  host: 'claude-code',
};

let keys: { publicKey: CryptoKey; privateKey: CryptoKey };
let rogue: CryptoKey;
let authenticator: Authenticator;
let fetched = 0;
const jwks = createServer((_, response) => {
  fetched++;
  void exportJWK(keys.publicKey).then((jwk) => response.end(JSON.stringify({ keys: [{ ...jwk, kid: 'k1', alg: 'ES256' }] })));
});

beforeAll(async () => {
  keys = await generateKeyPair('ES256', { extractable: true });
  rogue = (await generateKeyPair('ES256')).privateKey;
  await new Promise<void>((resolve) => jwks.listen(0, '127.0.0.1', resolve));
  const jwksUrl = `http://127.0.0.1:${(jwks.address() as AddressInfo).port.toString()}/jwks`;
  authenticator = createAuthenticator({
    issuers: [
      { issuer: ISSUER, jwksUrl, tenantId: 'acme', people: 'shared' },
      { issuer: 'https://other.test', jwksUrl, tenantId: 'other' },
      { issuer: 'https://second.test', jwksUrl, tenantId: 'acme', personClaim: 'employee', people: 'shared' },
      { issuer: 'https://fourth.test', jwksUrl, tenantId: 'acme', personClaim: 'login' },
      {
        ...{ issuer: 'https://third.test', jwksUrl, tenantId: 'acme' },
        audiences: { people: 'api://people', agents: 'api://agents', machines: 'api://machines' },
      },
    ],
    audience: 'writ',
    revocations: { find: () => null, heard: () => 0 },
    peps: (tenantId, pepId) =>
      Promise.resolve(
        tenantId === 'acme' && pepId === 'pep1'
          ? PEP
          : pepId === 'gone'
            ? { ...PEP, pep_id: 'gone', revoked_at: '2026-01-01T00:00:00.000Z' }
            : null,
      ),
  });
});
afterAll(() => {
  jwks.close();
});

interface Forging {
  readonly key?: CryptoKey;
  readonly kid?: string;
  readonly alg?: string;
}
const now = (): number => Math.floor(Date.now() / 1000);
const token = async (claims: JWTPayload, { key = keys.privateKey, kid = 'k1' }: Forging = {}): Promise<string> =>
  new SignJWT({ iss: ISSUER, iat: now(), exp: now() + 600, scope: 'db:* mail:send', ...claims })
    .setProtectedHeader({ alg: 'ES256', kid, typ: 'JWT' })
    .sign(key);
const person = async (claims: JWTPayload = {}, forging: Forging = {}): Promise<string> =>
  token({ aud: 'writ/people', sub: 'alice', token_use: 'person', roles: ['dev'], ...claims }, forging);
const human = async (claims: JWTPayload = {}, forging: Forging = {}): Promise<string> =>
  token({ aud: 'writ/agents', sub: 'alice', token_use: 'delegated', roles: ['dev'], ...claims }, forging);
const agent = async (claims: JWTPayload = {}, forging: Forging = {}): Promise<string> =>
  token({ aud: 'writ/machines', sub: 'coder', token_use: 'agent', instance: 'laptop-1', scope: 'db:query mail:*', ...claims }, forging);

describe('caller', () => {
  it('knows an enrolled enforcement point', async () => {
    expect(await authenticator.caller(CREDENTIAL)).toEqual(CALLER);
  });

  it('says to try again where the enrolments cannot be read, for that is no refusal', async () => {
    const away = createAuthenticator({
      issuers: [],
      audience: 'writ',
      revocations: { find: () => null, heard: () => 0 },
      peps: async () => Promise.reject(new Error('connection lost')),
    });
    const failure: unknown = await away.caller(CREDENTIAL).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'not_ready' });
    expect(String(failure)).not.toContain('connection lost');
  });

  it('knows a person', async () => {
    expect(await authenticator.caller(`Bearer ${await person()}`)).toEqual({
      kind: 'person',
      tenant_id: 'acme',
      id: 'alice',
      roles: ['dev'],
    });
  });

  it.each([
    ['nothing', undefined],
    ['another scheme', `Basic ${SECRET}`],
    ['a wrong secret', `Bearer writ_pep.acme.pep1.${'t'.repeat(32)}`],
    ['another tenant', `Bearer writ_pep.other.pep1.${SECRET}`],
    ['an unknown one', `Bearer writ_pep.acme.pep2.${SECRET}`],
    ['a revoked one', `Bearer writ_pep.acme.gone.${SECRET}`],
    ['no secret', 'Bearer writ_pep.acme.pep1.'],
    ['text', 'Bearer hello'],
  ])('refuses %s', async (_, header) => {
    await expect(authenticator.caller(header)).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('knows a person under every login by the claim that tells who it is, and takes no token without it', async () => {
    const iss = 'https://second.test';
    const login = await person({ iss, sub: 'alice-admin', employee: 'alice' });
    expect(await authenticator.caller(`Bearer ${login}`)).toMatchObject({ kind: 'person', id: 'alice' });
    const without = authenticator.caller(`Bearer ${await person({ iss, sub: 'alice-admin' })}`);
    await expect(without).rejects.toMatchObject({ code: 'unauthenticated', message: expect.stringContaining('employee') });
  });

  it.each<[string, JWTPayload, string]>([
    ['of an issuer that shares its people', { sub: 'alice' }, 'alice'],
    ['of an issuer whose people are its own', { iss: 'https://third.test', aud: 'api://people', sub: 'alice' }, 'https://third.test#alice'],
    ['of one that names them by a claim', { iss: 'https://fourth.test', login: 'alice' }, 'https://fourth.test#alice'],
    ['of the only issuer of a tenant', { iss: 'https://other.test', sub: 'alice' }, 'alice'],
    ['who is called as if of another issuer', { sub: 'https://third.test#alice' }, `${ISSUER}#https://third.test#alice`],
  ])('knows a person %s by issuer and name', async (_, claims, id) => {
    expect(await authenticator.caller(`Bearer ${await person(claims)}`)).toMatchObject({ kind: 'person', id });
  });

  it.each<[string, () => Promise<string>, RegExp]>([
    ['of an agent', agent, /an agent token was given as the person token: it names the instance of an agent/u],
    [
      'that is delegated',
      human,
      /a delegated token was given as the person token: it says on whose behalf an agent acts, and does nothing else/u,
    ],
    ['that is delegated, made for people', async () => human({ aud: 'writ/people' }), /`aud` of the delegated token is not/u],
    ['of a person, made for agents', async () => person({ aud: 'writ/agents' }), /`aud` of the person token is not `writ\/people` alone/u],
    ['of a person, made for the whole deployment', async () => person({ aud: 'writ' }), /`aud` of the person token/u],
  ])('refuses a token %s as a person', async (_, made, told) => {
    const refused = authenticator.caller(`Bearer ${await made()}`);
    await expect(refused).rejects.toMatchObject({ code: 'unauthenticated', message: expect.stringMatching(told) });
  });

  it('reads the audiences that an issuer has of its own', async () => {
    const iss = 'https://third.test';
    expect(await authenticator.caller(`Bearer ${await person({ iss, aud: 'api://people' })}`)).toMatchObject({ id: `${iss}#alice` });
    await expect(authenticator.caller(`Bearer ${await person({ iss })}`)).rejects.toMatchObject({ code: 'unauthenticated' });
  });
});

describe('identity', () => {
  it('verifies human and agent, and takes the narrower scopes', async () => {
    const { verified, failure, requester } = await authenticator.identity({ human: await human(), agent: await agent() }, CALLER, ASKED);
    expect({ verified, failure }).toEqual({ verified: true, failure: null });
    expect(requester).toMatchObject({
      human: { id: 'alice', roles: ['dev'], issuer: ISSUER },
      service: { id: 'pep:pep1' },
      agent: { id: 'coder', instance: 'laptop-1' },
      session: 'ses_1',
      effective_scope: ['db:query', 'mail:send'],
    });
    expect(requester.evidence.map(({ claim }) => claim).sort()).toEqual(['agent', 'human', 'service']);
    expect(JSON.stringify(requester)).not.toContain('eyJ');
  });

  it.each<[string, () => Promise<{ human?: string; agent?: string; service?: string }>, RegExp]>([
    ['no human', async () => ({ agent: await agent() }), /no delegated token/u],
    ['no agent', async () => ({ human: await human() }), /no agent token/u],
    [
      'an expired token',
      async () => ({ human: await human({ iat: now() - 999, exp: now() - 120 }), agent: await agent() }),
      /delegated token does not verify.*exp/u,
    ],
    [
      'another audience',
      async () => ({ human: await human({ aud: 'shop' }), agent: await agent() }),
      /`aud` of the delegated token is not `writ\/agents` alone/u,
    ],
    [
      'an issuer that is not pinned',
      async () => ({ human: await human({ iss: 'https://evil.test' }), agent: await agent() }),
      /issuer of the delegated token is not pinned/u,
    ],
    ['another use', async () => ({ human: await agent(), agent: await agent() }), /agent token was given as the delegated token/u],
    [
      'the token of a person',
      async () => ({ human: await person(), agent: await agent() }),
      /a person token was given as the delegated token: it is for what a person does, and is handed to nobody/u,
    ],
    [
      'a delegated token made for people',
      async () => ({ human: await human({ aud: 'writ/people' }), agent: await agent() }),
      /`aud` of the delegated token is not `writ\/agents` alone/u,
    ],
    [
      'a token for two audiences',
      async () => ({ human: await human({ aud: ['writ/agents', 'writ/people'] }), agent: await agent() }),
      /`aud` of the delegated token/u,
    ],
    ['another instance', async () => ({ human: await human(), agent: await agent({ instance: 'laptop-2' }) }), /another instance/u],
    ['another agent', async () => ({ human: await human(), agent: await agent({ sub: 'mailer' }) }), /another agent/u],
    ['no instance', async () => ({ human: await human(), agent: await agent({ instance: undefined }) }), /another instance/u],
    ['another tenant', async () => ({ human: await human({ iss: 'https://other.test' }), agent: await agent() }), /another tenant/u],
    ['another key', async () => ({ human: await human({}, { key: rogue }), agent: await agent() }), /delegated token does not verify/u],
    [
      'a token from the future',
      async () => ({ human: await human({ iat: now() + 3600, exp: now() + 7200 }), agent: await agent() }),
      /from the future/u,
    ],
    ['a tampered payload', async () => ({ human: tampered(await human()), agent: await agent() }), /delegated token/u],
    ['no signature', async () => ({ human: unsigned(await human()), agent: await agent() }), /not a JWT/u],
    ['an agent that is bound to a key', async () => ({ human: await human(), agent: await agent({ cnf: { jkt: 'k' } }) }), /`cnf`/u],
    ['groups that are no list', async () => ({ human: await human({ groups: 'finance' }), agent: await agent() }), /usable `groups`/u],
    ['text', async () => ({ human: 'alice', agent: await agent() }), /not a JWT/u],
    [
      'a service that does not verify',
      async () => ({ human: await human(), agent: await agent(), service: await human() }),
      /service token/u,
    ],
  ])('does not verify %s', async (_, proof, told) => {
    const { verified, failure, requester } = await authenticator.identity(await proof(), CALLER, ASKED);
    expect(verified).toBe(false);
    expect(failure).toMatch(told);
    expect(requester.effective_scope).toEqual([]);
  });

  it('tells the groups of the person where its issuer does', async () => {
    const proof = { human: await human({ groups: ['finance'] }), agent: await agent({ groups: ['robots'] }) };
    const { requester } = await authenticator.identity(proof, CALLER, ASKED);
    expect(requester.human?.groups).toEqual(['finance']);
    expect(requester.agent).not.toHaveProperty('groups');
  });

  it('stops believing a token when it expires', async () => {
    // Within the skew when it is first seen, beyond it two seconds later.
    const proof = { human: await human({ iat: now() - 120, exp: now() - 59 }), agent: await agent() };
    expect((await authenticator.identity(proof, CALLER, ASKED)).verified).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 2100));
    expect((await authenticator.identity(proof, CALLER, ASKED)).verified).toBe(false);
  });

  it('asks for unknown keys at most once a minute', async () => {
    const before = fetched;
    for (let attempt = 0; attempt < 20; attempt++) {
      const { verified } = await authenticator.identity(
        { human: await human({}, { kid: `unknown-${attempt.toString()}` }), agent: await agent() },
        CALLER,
        ASKED,
      );
      expect(verified).toBe(false);
    }
    expect(fetched - before).toBeLessThanOrEqual(1);
  });
});

describe('a delegation chain', () => {
  const tampering: [string, (hop: JWTPayload) => JWTPayload, RegExp][] = [
    ['widens', (hop) => ({ ...hop, scope: 'db:* admin' }), /widens the scope/u],
    ['widens from one tool to all that begin alike', (hop) => ({ ...hop, scope: 'db*' }), /widens the scope/u],
    [
      'has a scope nobody understands',
      (hop) => ({ ...hop, scope: 'db:query *:read' }),
      /has the scope `\*:read`, which is not understood/u,
    ],
    ['goes back to the person', (hop) => ({ ...hop, delegatee: 'alice' }), /comes round in a loop/u],
    ['skips a depth', (hop) => ({ ...hop, depth: 3 }), /depth/u],
    ['outlives its parent', (hop) => ({ ...hop, exp: now() + 9999 }), /outlives/u],
    ['changes the principal', (hop) => ({ ...hop, sub: 'mallory' }), /another principal/u],
    ['loses its parent', (hop) => ({ ...hop, par_hash: 'x' }), /commit/u],
    ['has a claim nobody knows', (hop) => ({ ...hop, only_on_sunday: true }), /not understood/u],
    ['ends elsewhere', (hop) => ({ ...hop, delegatee: 'mailer' }), /end at the agent/u],
  ];

  const chain = async (
    change: (hop: JWTPayload) => JWTPayload = (hop) => hop,
  ): Promise<{ human: string; agent: string; agent_proof: string; delegation: string[] }> => {
    const planner = await generateKeyPair('ES256', { extractable: true });
    const plannerJwk = await exportJWK(planner.publicKey);
    const { key, publicKey: coderJwk } = createInstanceKey();
    const shared = { aud: 'writ/agents', iat: now(), token_use: 'delegation', sub: 'alice', max_depth: 3 };
    const root = await token({
      ...shared,
      exp: now() + 500,
      delegator: 'alice',
      delegatee: 'planner',
      scope: 'db:*',
      depth: 1,
      cnf: { jwk: plannerJwk },
    });
    const leaf = change({
      ...shared,
      iss: `urn:ietf:params:oauth:jwk-thumbprint:sha-256:${await calculateJwkThumbprint(plannerJwk)}`,
      exp: now() + 400,
      delegator: 'planner',
      delegatee: 'coder',
      scope: 'db:query',
      depth: 2,
      par_hash: createHash('sha256').update(root).digest('base64url'),
      cnf: { jwk: coderJwk },
    });
    const signed = await new SignJWT(leaf).setProtectedHeader({ alg: 'ES256', typ: 'JWT' }).sign(planner.privateKey);
    const bound = await agent({ cnf: { jkt: await calculateJwkThumbprint(coderJwk) } });
    const agent_proof = proveInstance(key, { token: bound, asked: ASKED });
    return { human: await human(), agent: bound, agent_proof, delegation: [root, signed] };
  };

  it('is verified hop by hop and narrows the scope', async () => {
    const { failure, requester } = await authenticator.identity(await chain(), CALLER, ASKED);
    expect(failure).toBeNull();
    expect(requester.delegation_chain.map(({ delegator, delegatee, depth }) => [delegator, delegatee, depth])).toEqual([
      ['alice', 'planner', 1],
      ['planner', 'coder', 2],
    ]);
    expect(requester.effective_scope).toEqual(['db:query']);
  });

  it.each(tampering)('is not verified when a hop %s', async (_, change, told) => {
    const { verified, failure } = await authenticator.identity(await chain(change), CALLER, ASKED);
    expect(verified).toBe(false);
    expect(failure).toMatch(told);
    expect(failure).toMatch(/^link 2 of the delegation/u);
  });

  it('is not verified where another issuer than that of the person began it', async () => {
    const { human: _alice, ...rest } = await chain();
    const elsewhere = await human({ iss: 'https://fourth.test', login: 'alice' });
    const { failure } = await authenticator.identity({ human: elsewhere, ...rest }, CALLER, ASKED);
    expect(failure).toMatch(/^link 1 of the delegation, .* is for another principal$/u);
  });

  it('says of the root as well which link it is that does not verify', async () => {
    const { delegation, ...ends } = await chain();
    const { failure } = await authenticator.identity({ ...ends, delegation: delegation.toReversed() }, CALLER, ASKED);
    expect(failure).toMatch(/^link 1 of the delegation: /u);
  });
});

function tampered(jwt: string): string {
  const [head = '', payload = '', signature = ''] = jwt.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as JWTPayload;
  return [head, Buffer.from(JSON.stringify({ ...claims, sub: 'root' })).toString('base64url'), signature].join('.');
}

function unsigned(jwt: string): string {
  return `${Buffer.from('{"alg":"none"}').toString('base64url')}.${jwt.split('.')[1] ?? ''}.`;
}

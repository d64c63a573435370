import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { verifySession } from '@writ/receipt';
import type { ReceiptPayload, SessionExport } from '@writ/receipt';
import { audiencesOf } from '@writ/server';
import { SignJWT, calculateJwkThumbprint, decodeJwt } from 'jose';
import type { JWTPayload } from 'jose';
import { send } from './client.js';
import { proofBy, signed } from './issuer.js';
import type { TestIdentity } from './issuer.js';
import { createAgentKey, startOpenIdProvider } from './oidc.js';
import type { AgentKey, OpenIdProvider } from './oidc.js';
import { evaluator } from './rules.js';
import { startService } from './service.js';
import type { TestService } from './service.js';

/** Alice signs in at a real provider; her planner hands a task on to a researcher, and that to the coder, which acts. */
let provider: OpenIdProvider;
let service: TestService;
let keys: Readonly<Record<'planner' | 'researcher' | 'coder', AgentKey>>;
let alice: string;
let host = 0;

beforeAll(async () => {
  provider = await startOpenIdProvider('acme');
  service = await startService({}, undefined, undefined, evaluator, () => provider.pinned);
  const [planner, researcher, coder] = [await createAgentKey(), await createAgentKey(), await createAgentKey()];
  keys = { planner, researcher, coder };
  alice = await provider.signIn('alice');
}, 60_000);
afterAll(async () => {
  await service.close();
  await provider.close();
}, 60_000);

const post = async (path: string, body: object) =>
  send(service.api.restUrl, { path, body: JSON.stringify(await signed(body)), headers: service.pep });

/** A link that an agent signs itself, with its own key and no issuer. */
async function handOn(
  above: string,
  {
    by,
    to,
    delegator,
    delegatee,
    claims = {},
  }: {
    readonly by: AgentKey;
    readonly to: AgentKey;
    readonly delegator: string;
    readonly delegatee: string;
    readonly claims?: JWTPayload;
  },
): Promise<string> {
  const parent = decodeJwt(above);
  const iss = `urn:ietf:params:oauth:jwk-thumbprint:sha-256:${await calculateJwkThumbprint(by.jwk)}`;
  const link = {
    ...{ iss, aud: audiencesOf('writ').agents, sub: String(parent.sub), token_use: 'delegation', delegator, delegatee },
    ...{ scope: 'files:run', depth: Number(parent['depth']) + 1, max_depth: 4, iat: Number(parent.iat), exp: Number(parent.exp) - 1 },
    ...{ par_hash: createHash('sha256').update(above).digest('base64url'), cnf: { jwk: to.jwk } },
  };
  return new SignJWT({ ...link, ...claims }).setProtectedHeader({ alg: 'ES256', typ: 'JWT' }).sign(by.privateKey);
}

interface Change {
  readonly scope?: string;
  readonly second?: JWTPayload;
  readonly third?: JWTPayload;
}

/** The whole chain, each link with what is to be wrong with it. */
async function identity({ scope = 'files', second = {}, third = {} }: Change = {}): Promise<TestIdentity> {
  const { planner, researcher, coder } = keys;
  const root = await provider.delegate(alice, planner, scope);
  const middle = await handOn(root, { by: planner, to: researcher, delegator: 'planner', delegatee: 'researcher', claims: second });
  const leaf = await handOn(middle, { by: researcher, to: coder, delegator: 'researcher', delegatee: 'coder', claims: third });
  const prove: TestIdentity['prove'] = (token, req) => proofBy(coder, { token, req });
  return { human: alice, agent: await provider.agentToken(coder), delegation: [root, middle, leaf], prove };
}

async function decided(who: TestIdentity, tool = 'files') {
  const opening = { host_session_id: `oidc-${(++host).toString()}`, user_request: { text: 'work' }, identity: await identity() };
  const session_id = String((await post('/v1/sessions', opening)).body['session_id']);
  const { body } = await post('/v1/decisions', { session_id, action: { tool, operation: 'run', parameters: {} }, identity: who });
  return { session_id, decision: body as unknown as { result: string; reason: { code: string; message: string } } };
}

describe('a delegation that begins with a sign-in at an OpenID provider', () => {
  it('ends in a receipt whose chain verifies offline', async () => {
    const { session_id, decision } = await decided(await identity());
    expect(decision).toMatchObject({ result: 'ALLOW' });
    const exported = (await send(service.api.restUrl, { path: `/v1/sessions/${session_id}/receipts`, headers: service.pep }))
      .body as unknown as SessionExport;
    expect(verifySession(exported, { keys: [...(await service.signer.keys())] })).toMatchObject({ verdict: 'valid' });
    const { action } = JSON.parse(exported.receipts.at(-1)?.payload ?? '{}') as ReceiptPayload;
    expect(action?.requester_context).toMatchObject({
      human: { id: 'alice', issuer: provider.pinned.issuer },
      agent: { id: 'coder', instance: 'laptop', jkt: await calculateJwkThumbprint(keys.coder.jwk) },
      effective_scope: ['files:run'],
      delegation_chain: [
        { delegator: 'alice', delegatee: 'planner', scope: ['files'] },
        { delegator: 'planner', delegatee: 'researcher', scope: ['files:run'] },
        { delegator: 'researcher', delegatee: 'coder', scope: ['files:run'] },
      ],
    });
  });

  it.each<[string, Change, RegExp]>([
    ['the second link widens', { second: { scope: 'files mail' } }, /^link 2 .*from `planner` to `researcher`, widens the scope$/u],
    ['the third link widens', { third: { scope: 'files' } }, /^link 3 .*from `researcher` to `coder`, widens the scope$/u],
    ['the principal is swapped in the second', { second: { sub: 'mallory' } }, /^link 2 .* is for another principal$/u],
    ['the principal is swapped in the third', { third: { sub: 'mallory' } }, /^link 3 .* is for another principal$/u],
    ['the second is signed for another audience', { second: { aud: 'https://shop.example' } }, /^link 2 .*aud/u],
  ])('is DENY where %s', async (_, change, told) => {
    const { decision } = await decided(await identity(change));
    expect(decision).toMatchObject({ result: 'DENY', reason: { code: 'identity_unverified', message: expect.stringMatching(told) } });
  });

  it('is DENY for an action that the person handed on, and an agent on the way did not', async () => {
    const { decision } = await decided(await identity({ scope: 'files mail' }), 'mail');
    expect(decision).toMatchObject({ result: 'DENY', reason: { code: 'outside_scope' } });
    expect(decision.reason.message).toContain('link 2 of the delegation, from `planner` to `researcher`, hands on `files:run`');
  });

  it('is DENY for somebody who holds every token and not the key', async () => {
    const { prove: _lost, ...stolen } = await identity();
    const { decision } = await decided(stolen);
    expect(decision).toMatchObject({ result: 'DENY', reason: { code: 'identity_unverified' } });
    const thief = await createAgentKey();
    const { decision: forged } = await decided({ ...stolen, prove: (token, req) => proofBy(thief, { token, req }) });
    expect(forged.reason.message).toContain('by another key than the one that the agent token is bound to');
  });
});

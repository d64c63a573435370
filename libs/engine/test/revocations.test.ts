import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TokenRevocation, TokenSubject, VerifiedIdentity } from '@writ/aarm';
import { verifySession } from '@writ/receipt';
import { createSignals } from '@writ/signals';
import { createMemoryPolicyStore } from '@writ/store';
import { controlSessionId, createEngine, standAlone, createPolicyControl, followRevocations, onePolicy } from '../src/index.js';
import type { Engine, PolicyControl, PolicyStore, Revocations } from '../src/index.js';
import { ada, answer, ask, identity, open, pep, startHouse, statement, verified, within } from './house.js';
import type { House } from './house.js';

const ISSUER = 'https://idp.test';
let house: House;
let policies: PolicyStore;
let control: PolicyControl;
/** Two processes on one store, each with a memory of its own. */
let here: Engine;
let there: Engine;
const following: Revocations[] = [];

const follow = async (): Promise<Revocations> => {
  const revocations = await followRevocations({ policies, control });
  following.push(revocations);
  return revocations;
};
beforeAll(async () => {
  house = await startHouse();
  policies = createMemoryPolicyStore(house.store);
  control = createPolicyControl({ store: house.store, policies, signer: house.signer });
  const start = async (): Promise<Engine> => {
    const { store, signer, evaluator } = house;
    const revocations = await follow();
    return createEngine({ ...standAlone, store, signer, policies: onePolicy(evaluator), signals: createSignals(), revocations });
  };
  [here, there] = [await start(), await start()];
});
afterAll(async () => {
  await Promise.all(following.map(async (each) => each.close()));
  await Promise.all([here.close(), there.close()]);
  await house.close();
});

const now = (): number => Math.floor(Date.now() / 1000);
/** Eve, by a token that was issued then. */
const eve = (issued_at: number, subject = 'u-17'): VerifiedIdentity => {
  const token: TokenSubject = { issuer: ISSUER, subject, issued_at };
  const evidence = [
    {
      ...{ claim: 'human' as const, source: ISSUER, checked_at: new Date().toISOString(), max_age_s: 60 },
      ...{ revocation: 'security events', token_digest: null },
    },
  ];
  return { ...identity(), requester: { ...identity().requester, evidence }, tokens: [token] };
};
let sent = 0;
const takeBack = async (change: Partial<TokenRevocation> = {}): Promise<TokenRevocation> => {
  sent += 1;
  const [revocations] = following;
  if (revocations === undefined) throw new Error('nothing follows');
  return revocations.revoke({
    ...{ tenant_id: 'acme', issuer: ISSUER, subject: 'u-17', person: 'eve', before: new Date().toISOString() },
    ...{ reason: 'session-revoked', jti: `jti-${sent.toString()}` },
    ...change,
  });
};
const UNVERIFIED = { result: 'DENY', reason: { code: 'identity_unverified' } };

describe('tokens that their issuer took back', () => {
  it('AARM-119: prove nothing any more, in every process and under old keys; newer ones do', async () => {
    const before = eve(now() - 60);
    const session = await open(here);
    const keyed = async () => ask(here, session, { tool: 'file', key: 'before', identity: before });
    const paying = async () => ask(here, session, { tool: 'pay', key: 'used', identity: before });
    expect((await keyed()).result).toBe('ALLOW');
    await answer(here, ada, await ask(here, session, { tool: 'pay', identity: before }));
    expect((await paying()).result).toBe('ALLOW');
    await takeBack({ before: new Date((now() - 30) * 1000).toISOString() });
    for (const denied of [await keyed(), await paying()]) expect(denied).toMatchObject(UNVERIFIED);
    await within(async () => (await ask(there, session, { tool: 'file', identity: before })).result === 'DENY');
    expect((await ask(there, session, { tool: 'file', identity: before })).reason.message).toContain(
      '`https://idp.test` took back what it had issued to `u-17`: session-revoked',
    );
    for (const engine of [here, there]) {
      expect((await ask(engine, session, { tool: 'file', identity: eve(now()) })).result).toBe('ALLOW');
      expect((await ask(engine, session, { tool: 'file', identity: eve(now() - 60, 'u-18') })).result).toBe('ALLOW');
    }
    expect((await verified({ engine: here, signer: house.signer }, session)).verdict).toBe('valid');
  });

  it('end what waits, in every process within a second', async () => {
    const session = await open(there);
    const waiting = await ask(there, session, { tool: 'pay', identity: eve(now()) });
    expect(waiting.result).toBe('STEP_UP');
    await takeBack();
    const ms = await within(async () => (await there.decision(pep, waiting.decision_id)).pending === null);
    expect(ms).toBeLessThan(1000);
    expect(await there.decision(pep, waiting.decision_id)).toMatchObject({ result: 'DENY', resolution: { method: 'kill_switch' } });
  });

  it('are a signed event, once for each that was sent, and stay taken back in a process that starts anew', async () => {
    const first = await takeBack({ jti: 'twice', subject: 'u-20' });
    const count = async () => (await house.store.receipts('acme', controlSessionId('acme'))).length;
    const receipts = await count();
    expect(await takeBack({ jti: 'twice', subject: 'u-21' })).toEqual(first);
    expect(await count()).toBe(receipts);
    const told = statement((await house.store.receipts('acme', controlSessionId('acme'))).at(-1));
    expect(told.policy_event).toMatchObject({ event: 'revoke_tokens', reason: 'session-revoked', by: { id: ISSUER } });
    const exported = await here.sessionReceipts({ ...ada, roles: ['auditor'] }, controlSessionId('acme'));
    expect(verifySession(exported, { keys: [...(await house.signer.keys())] }).verdict).toBe('valid');
    const started = await follow();
    expect(started.find('acme', { issuer: ISSUER, subject: 'u-20', issued_at: now() - 60 })).toEqual(first);
    expect(started.find('other', { issuer: ISSUER, subject: 'u-20', issued_at: now() - 60 })).toBeNull();
  });

  it('come from many processes at once without one being lost', async () => {
    const all = Array.from({ length: 12 }, (_, index) => `many-${index.toString()}`);
    const given = { tenant_id: 'acme', issuer: ISSUER, person: null, before: new Date().toISOString(), reason: 'session-revoked' };
    await Promise.all(all.map(async (jti, index) => following[index % 2]?.revoke({ ...given, subject: jti, jti })));
    const started = await follow();
    expect(all.every((subject) => started.find('acme', { issuer: ISSUER, subject, issued_at: now() - 60 }) !== null)).toBe(true);
  });
});

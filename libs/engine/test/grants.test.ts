import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { GrantRequest } from '@writ/aarm';
import { createSignals } from '@writ/signals';
import { createMemoryPolicyStore } from '@writ/store';
import { controlSessionId, createEngine, standAlone, createPolicyControl, followStops, onePolicy, openGrants } from '../src/index.js';
import type { Engine, Stops } from '../src/index.js';
import { ada, ask, bob, identity, open, pep, person, problem, sleep, startHouse, statement, verified } from './house.js';
import type { House } from './house.js';

let house: House;
let engine: Engine;
let stops: Stops;

beforeAll(async () => {
  house = await startHouse();
  const { store, signer, evaluator } = house;
  const policies = createMemoryPolicyStore(store);
  const control = createPolicyControl({ store, policies, signer });
  stops = await followStops({ policies, control });
  const grants = openGrants({ policies, control });
  engine = createEngine({ ...standAlone, store, signer, policies: onePolicy(evaluator), signals: createSignals(), stops, grants });
});
afterAll(async () => {
  await stops.close();
  await engine.close();
  await house.close();
});

const within = (ms: number): string => new Date(Date.now() + ms).toISOString();
const request = (change: Partial<GrantRequest> = {}): GrantRequest => ({
  agent: 'coder',
  tool: 'pay',
  operation: 'run',
  parameters: { amount: { type: 'number', optional: false, restricting: false, maximum: 50 } },
  expires_at: within(60_000),
  max_uses: 2,
  reason: 'the invoices of May',
  ...change,
});
const pay = async (amount: number, more: object = {}) => ask(engine, await open(engine), { tool: 'pay', parameters: { amount, ...more } });

describe('a standing grant', () => {
  it('answers as its giver would, as often as it says, each time on record', async () => {
    const grant = await engine.grant(ada, request());
    const first = await pay(10);
    expect(first).toMatchObject({ result: 'ALLOW', initial_result: 'STEP_UP', resolution: { method: 'human_approval', by: ['ada'] } });
    const { receipts } = await engine.bundle(pep, first.decision_id);
    const approvals = receipts.map((receipt) => statement(receipt).approval?.approvals ?? []).flat();
    expect(approvals[0]).toMatchObject({ approver: 'ada', method: `grant:${grant.grant_id}` });
    expect((await verified({ engine, signer: house.signer }, first.session_id)).verdict).toBe('valid');
    expect((await pay(20)).result).toBe('ALLOW');
    expect((await pay(30)).result).toBe('STEP_UP');
    expect((await engine.grants(ada)).find(({ grant_id }) => grant_id === grant.grant_id)?.uses).toBe(2);
  });

  it.each<[string, Partial<GrantRequest>, object]>([
    ['more than it allows', {}, { amount: 51 }],
    ['a parameter that it does not list', {}, { amount: 1, urgent: true }],
    ['another agent', { agent: 'another' }, { amount: 1 }],
    ['another operation', { operation: 'refund' }, { amount: 1 }],
  ])('does not answer for %s', async (_, change, parameters) => {
    const grant = await engine.grant(ada, request(change));
    const decision = await ask(engine, await open(engine), { tool: 'pay', parameters: parameters as { amount: number } });
    expect(decision.result).toBe('STEP_UP');
    await engine.revokeGrant(ada, grant.grant_id);
  });

  it.each([
    ['nobody who may approve', person('dan', 'engineer')],
    ['the one for whom the agent asks', person('eve', 'approver')],
    ['who is called so at another issuer', person('https://second.test#eve', 'approver')],
  ])('is worth nothing from %s', async (_, giver) => {
    const grant = await engine.grant(giver, request());
    expect((await pay(1)).result).toBe('STEP_UP');
    await engine.revokeGrant(giver, grant.grant_id);
  });

  it('answers for the agent of its giver only where the policy says so', async () => {
    const eve = person('eve', 'approver');
    const own = request({ tool: 'publish' });
    const grant = await engine.grant(eve, own);
    expect((await ask(engine, await open(engine), { tool: 'publish', parameters: { amount: 1 } })).result).toBe('STEP_UP');
    await engine.revokeGrant(eve, grant.grant_id);
  });

  it('answers no question that takes two people', async () => {
    const grant = await engine.grant(ada, request({ tool: 'wire' }));
    expect((await ask(engine, await open(engine), { tool: 'wire', parameters: { amount: 1 } })).result).toBe('STEP_UP');
    await engine.revokeGrant(ada, grant.grant_id);
  });

  it('ends when it is revoked, when it expires, and with the authority of its giver', async () => {
    const revoked = await engine.grant(ada, request());
    expect(await problem(engine.revokeGrant(bob, revoked.grant_id))).toBe('forbidden_caller');
    await engine.revokeGrant(ada, revoked.grant_id);
    expect(await problem(engine.revokeGrant(ada, revoked.grant_id))).toBe('grant_not_found');
    expect((await pay(1)).result).toBe('STEP_UP');
    await engine.grant(ada, request({ expires_at: within(300) }));
    await sleep(400);
    expect((await pay(1)).result).toBe('STEP_UP');
    await engine.grant(ada, request());
    const stop = await engine.stop(person('olga', 'operator'), { kind: 'principal', id: 'ada', reason: 'left' });
    expect((await pay(1)).result).toBe('STEP_UP');
    await engine.lift(person('olga', 'operator'), stop.stop_id);
  });

  it('is used exactly as often as it says by many at once', async () => {
    await engine.grant(
      bob,
      request({ max_uses: 3, parameters: { amount: { type: 'number', optional: false, restricting: false, minimum: 40 } } }),
    );
    const decisions = await Promise.all(Array.from({ length: 8 }, async (_, i) => pay(60 + i)));
    expect(decisions.filter(({ result }) => result === 'ALLOW')).toHaveLength(3);
  });

  it('is refused for longer than 30 days and in the past', async () => {
    for (const expires_at of [within(-1000), within(31 * 86_400_000)])
      expect(await problem(engine.grant(ada, request({ expires_at })))).toBe('invalid_field');
  });

  it('is given and revoked by signed events', async () => {
    const receipts = await house.store.receipts('acme', controlSessionId('acme'));
    const events = receipts.map(({ payload }) => (JSON.parse(payload) as { policy_event?: { event: string } }).policy_event?.event);
    expect(events).toEqual(expect.arrayContaining(['grant', 'revoke_grant']));
  });

  it('leaves what it does not answer to people', async () => {
    const stale = identity({ verified: false, failure: 'expired' });
    expect((await ask(engine, await open(engine), { tool: 'pay', parameters: { amount: 1 }, identity: stale })).result).toBe('DENY');
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ALLOW_LIFETIME_S } from '@writ/aarm';
import type { Decision, VerifiedIdentity } from '@writ/aarm';
import { createSignals } from '@writ/signals';
import { createEngine, standAlone } from '../src/index.js';
import type { Engine, Store } from '../src/index.js';
import { ada, answer, ask, identity, open, pep, problem, startHouse, verified } from './house.js';
import type { House } from './house.js';

let house: House;
beforeAll(async () => {
  house = await startHouse();
});
afterAll(async () => house.close());

const PAY = { tool: 'pay', parameters: { amount: 5 } };

/** A decision that waits for people in a session of its own. */
const asked = async () => {
  const session = await open(house.engine);
  return { session, decision: await ask(house.engine, session, PAY) };
};

const again = async (session: string, more: Partial<Parameters<typeof ask>[2]> = {}): Promise<Decision> =>
  ask(house.engine, session, { ...PAY, ...more });
const stale = identity({ verified: false, failure: 'the human token has expired' });

const redeem = async (
  session_id: string,
  { decision_id }: Decision,
  {
    key = 'use-1',
    amount = 5,
    who = identity(),
  }: { readonly key?: string; readonly amount?: number; readonly who?: VerifiedIdentity } = {},
) =>
  house.engine.redeem(pep, decision_id, {
    request: { session_id, action: { tool: 'pay', operation: 'run', parameters: { amount } }, identity: {} },
    identity: who,
    key,
  });

describe('a key that was answered before', () => {
  const keyed = async (engine: Engine, session: string, who = identity()) =>
    ask(engine, session, { tool: 'file', key: 'k', identity: who });

  it('gives the same ALLOW while that is fresh, and none to a caller whose identity does not hold any more', async () => {
    const session = await open(house.engine);
    const first = await keyed(house.engine, session);
    expect(first.result).toBe('ALLOW');
    expect(await keyed(house.engine, session)).toEqual(first);
    expect(await keyed(house.engine, session, stale)).toMatchObject({ result: 'DENY', reason: { code: 'identity_unverified' } });
    expect(await keyed(house.engine, session)).toEqual(first);
    expect((await verified(house, session)).verdict).toBe('valid');
  });

  it('is decided anew once the ALLOW is older than it may be', async () => {
    const session = await open(house.engine);
    const first = await keyed(house.engine, session);
    const at = (offset_s: number): Store => ({ ...house.store, now: async () => (await house.store.now()) + offset_s * 1000 });
    const soon = createEngine({ ...standAlone, ...house, store: at(ALLOW_LIFETIME_S - 60), signals: createSignals() });
    const late = createEngine({ ...standAlone, ...house, store: at(ALLOW_LIFETIME_S + 60), signals: createSignals() });
    expect(await keyed(soon, session)).toEqual(first);
    expect((await keyed(late, session)).decision_id).not.toBe(first.decision_id);
    await Promise.all([soon.close(), late.close()]);
  });
});

describe('the same action again', () => {
  it('while it waits is the same question, told to the call that asks', async () => {
    const { session, decision } = await asked();
    expect(await again(session)).toEqual(decision);
    expect(await again(session, { parameters: { amount: 6 } })).not.toMatchObject({ decision_id: decision.decision_id });
    expect((await verified(house, session)).verdict).toBe('valid');
  });

  it('after it was approved uses the approval, once', async () => {
    const { session, decision } = await asked();
    await answer(house.engine, ada, decision);
    const used = await again(session, { key: 'retry' });
    expect(used).toMatchObject({ decision_id: decision.decision_id, result: 'ALLOW', outcome: 'awaited' });
    expect(await again(session, { key: 'retry' })).toEqual(used);
    expect(await again(session)).toMatchObject({ result: 'STEP_UP', pending: { kind: 'STEP_UP' } });
    expect((await verified(house, session)).verdict).toBe('valid');
  });

  it('by two at once uses it once', async () => {
    const { session, decision } = await asked();
    await answer(house.engine, ada, decision);
    const answers = await Promise.all(Array.from({ length: 8 }, async () => again(session)));
    expect(answers.filter(({ result }) => result === 'ALLOW')).toHaveLength(1);
    expect(new Set(answers.filter(({ result }) => result === 'STEP_UP').map(({ decision_id }) => decision_id)).size).toBe(1);
  });

  it('after its outcome, for another agent, or with a bad identity is decided anew', async () => {
    const { session, decision } = await asked();
    await answer(house.engine, ada, decision);
    const other = identity();
    const agent = { id: 'other', roles: [], scope: [], instance: 'laptop', jkt: null };
    expect(await again(session, { identity: { ...other, requester: { ...other.requester, agent } } })).toMatchObject({ result: 'STEP_UP' });
    expect(await again(session, { identity: stale })).toMatchObject({ result: 'DENY' });
    await house.engine.recordOutcome(pep, decision.decision_id, { status: 'completed' });
    expect((await again(session)).decision_id).not.toBe(decision.decision_id);
  });

  it('does not use what was denied', async () => {
    const { session, decision } = await asked();
    await answer(house.engine, ada, decision, 'deny');
    expect(await again(session)).toMatchObject({ result: 'STEP_UP', pending: { kind: 'STEP_UP' } });
  });
});

describe('a decision that waited is redeemed', () => {
  it('by the call that waited, once, and for the same key again', async () => {
    const { session, decision } = await asked();
    expect(await problem(redeem(session, decision))).toBe('not_redeemable');
    await answer(house.engine, ada, decision);
    const used = await redeem(session, decision);
    expect(used).toMatchObject({ decision_id: decision.decision_id, result: 'ALLOW' });
    expect(await redeem(session, decision)).toEqual(used);
    expect(await problem(redeem(session, decision, { key: 'use-2' }))).toBe('already_redeemed');
    await house.engine.recordOutcome(pep, decision.decision_id, { status: 'completed' });
    expect(await problem(redeem(session, decision))).toBe('not_redeemable');
    expect((await verified(house, session)).verdict).toBe('valid');
  });

  it('AARM-69: not with an identity that is no longer good: that is a DENY, and the approval is still there for a good one', async () => {
    const { session, decision } = await asked();
    await answer(house.engine, ada, decision);
    const refused = await redeem(session, decision, { who: stale });
    expect(refused).toMatchObject({ result: 'DENY', reason: { message: expect.stringContaining('expired') } });
    expect(refused.decision_id).not.toBe(decision.decision_id);
    // Of nobody was it proven who it is.
    const nobody = { ...stale, requester: { ...stale.requester, human: null, agent: null, effective_scope: [] } };
    expect(await redeem(session, decision, { who: nobody })).toMatchObject({ result: 'DENY', reason: { code: 'identity_unverified' } });
    expect(await redeem(session, decision)).toMatchObject({ result: 'ALLOW' });
  });

  it('not from another session: there it looks like one that is not there', async () => {
    const { session, decision } = await asked();
    await answer(house.engine, ada, decision);
    const other = await open(house.engine);
    expect(await problem(redeem(other, decision))).toBe('decision_not_found');
    expect((await redeem(session, decision)).result).toBe('ALLOW');
    expect(await problem(redeem(other, decision))).toBe('decision_not_found');
  });

  it('not by another instance of the agent, nor through another enforcement point', async () => {
    const { session, decision } = await asked();
    await answer(house.engine, ada, decision);
    const { requester } = identity();
    const agent = requester.agent && { ...requester.agent, instance: 'desktop' };
    const service = requester.service && { ...requester.service, id: 'pep2' };
    for (const change of [{ agent }, { service }])
      expect(await problem(redeem(session, decision, { who: identity({ requester: { ...requester, ...change } }) }))).toBe(
        'not_redeemable',
      );
  });

  it('not for other parameters', async () => {
    const { session, decision } = await asked();
    await answer(house.engine, ada, decision);
    expect(await problem(redeem(session, decision, { amount: 6 }))).toBe('not_redeemable');
  });
});

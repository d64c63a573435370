import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PersonCaller } from '@writ/aarm';
import { createSignals } from '@writ/signals';
import { createEngine, standAlone } from '../src/index.js';
import type { Engine, Evaluator, Policies } from '../src/index.js';
import { ada, answer, ask, bob, chainOf, identity, open, person, problem, startHouse, verified } from './house.js';
import type { House } from './house.js';
import { startPolicy } from './pack.js';

const payment = { id: 'payment', class: 'standard_deny', result: 'STEP_UP', tool: 'pay' };
const PAY = { tool: 'pay', parameters: { amount: 5 } };

let house: House;
const evaluators: Record<'one' | 'same' | 'two' | 'boss' | 'private' | 'either' | 'both', Evaluator> = {} as never;

beforeAll(async () => {
  house = await startHouse();
  evaluators.one = house.evaluator;
  evaluators.same = await startPolicy('2');
  evaluators.two = await startPolicy('3', '', [{ ...payment, custom: ['approvers: ["approver"]', 'quorum: 2'] }]);
  evaluators.boss = await startPolicy('4', '', [{ ...payment, custom: ['approvers: ["boss"]'] }]);
  const afterPrivate = {
    id: 'brief',
    class: 'standard_deny',
    result: 'STEP_UP',
    tool: 'pay',
    custom: ['approvers: ["boss"]', 'quorum: 2'],
  };
  evaluators.private = await startPolicy('5', '', [{ ...afterPrivate, condition: 'if "PII" in input.context.data_classifications' }]);
  evaluators.either = await startPolicy('6', '', [{ ...payment, custom: ['approvers: ["principal", "approver"]'] }]);
  evaluators.both = await startPolicy('7', '', [
    { ...payment, custom: ['approvers: ["principal", "approver"]'] },
    { id: 'brief', class: 'standard_deny', result: 'STEP_UP', tool: 'pay', custom: ['approvers: ["approver"]'] },
  ]);
}, 60_000);
afterAll(async () => {
  await Promise.all(Object.values(evaluators).map((evaluator) => evaluator.close()));
  await house.close();
});

/** An engine on which `now` is active, and every version of this file is still there. */
function engineOn(now: Evaluator): Engine {
  const policies: Policies = {
    active: () => now,
    pinned: (_tenantId, hash) => Promise.resolve(Object.values(evaluators).find(({ terms }) => terms.hash === hash) ?? null),
    shadow: () => null,
    ready: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
  return createEngine({ ...standAlone, store: house.store, signer: house.signer, policies, signals: createSignals() });
}
const asked = async (engine: Engine) => {
  const session = await open(engine);
  return { session, decision: await ask(engine, session, PAY) };
};
const boss = person('bo', 'approver', 'boss');

describe('an answer, where another question would be asked now', () => {
  it.each<[string, keyof typeof evaluators, PersonCaller, string]>([
    ['the same people: it counts', 'same', ada, 'ALLOW'],
    ['two of them', 'two', ada, 'DENY'],
    ['other people', 'boss', ada, 'DENY'],
    ['other people, of whom this is one', 'boss', boss, 'ALLOW'],
  ])('is held against the currently active policy: %s', async (_, version, who, result) => {
    const { session, decision } = await asked(engineOn(evaluators.one));
    const after = engineOn(evaluators[version]);
    expect(await answer(after, who, decision)).toMatchObject({ result });
    expect((await verified({ engine: after, signer: house.signer }, session)).verdict).toBe('valid');
  });

  it('is held against what the session has read since', async () => {
    const engine = engineOn(evaluators.private);
    const { session, decision } = await asked(engine);
    await ask(engine, session, { tool: 'crm' });
    const { result, reason } = await answer(engine, ada, decision);
    expect(result).toBe('DENY');
    expect(reason.message).toContain('other or more people are asked');
    expect((await ask(engine, session, PAY)).pending).toMatchObject({ approvers: ['approver', 'boss'], quorum: 2 });
  });

  it('is used by a retry only while nobody else would be asked', async () => {
    const { session, decision } = await asked(engineOn(evaluators.one));
    expect((await answer(engineOn(evaluators.one), ada, decision)).result).toBe('ALLOW');
    const anew = await ask(engineOn(evaluators.two), session, PAY);
    expect(anew).toMatchObject({ result: 'STEP_UP', pending: { quorum: 2 } });
    expect(anew.decision_id).not.toBe(decision.decision_id);
    expect(await ask(engineOn(evaluators.one), session, { ...PAY, key: 'again' })).toMatchObject({ decision_id: decision.decision_id });
  });
});

describe('what was approved', () => {
  it('is found by a retry however many were approved after it', async () => {
    const { engine } = house;
    const session = await open(engine);
    const decisions = [];
    for (let amount = 0; amount < 18; amount += 1) decisions.push(await ask(engine, session, { tool: 'pay', parameters: { amount } }));
    for (const decision of decisions) await answer(engine, ada, decision);
    expect(await ask(engine, session, { tool: 'pay', parameters: { amount: 0 } })).toMatchObject({
      decision_id: decisions[0]?.decision_id,
      result: 'ALLOW',
    });
  });
});

describe('who may answer', () => {
  const eve = person('eve');

  it('is the principal, too, where the rule names them beside others, and it is recorded as such', async () => {
    const engine = engineOn(evaluators.either);
    const { session, decision } = await asked(engine);
    expect(await answer(engine, eve, decision)).toMatchObject({ result: 'ALLOW', resolution: { by: ['eve'] } });
    expect((await verified({ engine, signer: house.signer }, session)).verdict).toBe('valid');
  });

  it('is not the principal where one of the rules that ask does not name them', async () => {
    const engine = engineOn(evaluators.both);
    const { decision } = await asked(engine);
    expect(decision.pending?.approvers).toEqual(['approver']);
    expect(await problem(answer(engine, eve, decision))).toBe('approval_self');
    expect((await answer(engine, bob, decision)).result).toBe('ALLOW');
  });

  it.each([
    ['whoever handed the task on', 'dora'],
    ['the agent', 'coder'],
    ['the service', 'pep1'],
  ])('is never %s', async (_, id) => {
    const { requester } = identity();
    const chained = identity({ requester: { ...requester, delegation_chain: chainOf('eve', 'dora', 'coder') } });
    const session = await open(house.engine);
    const decision = await ask(house.engine, session, { ...PAY, identity: chained });
    expect(await problem(answer(house.engine, person(id, 'approver'), decision))).toBe('approval_self');
    expect((await house.engine.approvals(person(id, 'approver'))).map((each) => each.decision.decision_id)).not.toContain(
      decision.decision_id,
    );
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createSignals } from '@writ/signals';
import { createMemoryPolicyStore } from '@writ/store';
import { createEngine, createPolicyControl, followStops, onePolicy } from '../src/index.js';
import type { Engine, Stops } from '../src/index.js';
import { ada, answer, ask, bob, open, pep, person, problem, sleep, startHouse } from './house.js';
import type { House } from './house.js';

const olga = person('olga', 'operator');
const boss = person('zoe', 'boss');
let house: House;
let engine: Engine;
let stops: Stops;

beforeAll(async () => {
  house = await startHouse();
  const { store, signer, evaluator } = house;
  const policies = createMemoryPolicyStore(store);
  stops = await followStops({ policies, control: createPolicyControl({ store, policies, signer }) });
  engine = createEngine({ store, signer, policies: onePolicy(evaluator), signals: createSignals(), stops });
});
afterAll(async () => {
  await stops.close();
  await engine.close();
  await house.close();
});

const pending = async (tool: string) => ask(engine, await open(engine), { tool, parameters: { amount: 5 } });
const stopped = async (id: string) => engine.stop(olga, { kind: 'principal', id, reason: 'left the company' });

describe('an approver', () => {
  it('AARM-72: who was stopped cannot answer, and what they answered before does not count any more', async () => {
    const wire = await pending('wire');
    expect((await answer(engine, ada, wire)).result).toBe('STEP_UP');
    const stop = await stopped('ada');
    try {
      expect((await answer(engine, bob, wire)).result).toBe('STEP_UP');
      expect((await answer(engine, person('cy', 'approver'), wire)).resolution?.by).toEqual(['bob', 'cy']);
      expect(await problem(answer(engine, ada, await pending('pay')))).toBe('approval_ineligible');
    } finally {
      await engine.lift(olga, stop.stop_id);
    }
    expect((await answer(engine, ada, await pending('pay'))).result).toBe('ALLOW');
  });

  it('AARM-75: backups are asked once nobody answered for a while, and not before', async () => {
    const decision = await pending('late');
    expect(decision.pending?.escalation).toMatchObject({ to: ['boss'] });
    const listed = async () => (await engine.approvals(boss)).map((request) => request.decision.decision_id);
    expect(await listed()).toEqual([]);
    expect(await problem(answer(engine, boss, decision))).toBe('approval_ineligible');
    await sleep(1100);
    expect(await listed()).toEqual([decision.decision_id]);
    expect(await answer(engine, boss, decision)).toMatchObject({ result: 'ALLOW', resolution: { by: ['zoe'] } });
    expect((await engine.bundle(pep, decision.decision_id)).receipts).toHaveLength(3);
  });
});

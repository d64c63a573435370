import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createSignals } from '@writ/signals';
import { createEngine, standAlone } from '../src/index.js';
import type { Engine, Evaluator, Policies } from '../src/index.js';
import { ada, answer, ask, open, pep, startHouse, verified } from './house.js';
import type { House } from './house.js';
import { startPolicy } from './pack.js';

let house: House;
const evaluators: Record<'plain' | 'same' | 'strict' | 'lax', Evaluator> = {} as never;

beforeAll(async () => {
  house = await startHouse();
  evaluators.plain = house.evaluator;
  evaluators.same = await startPolicy('2');
  evaluators.strict = await startPolicy('3', 'thresholds: {risk: 0}\n');
  evaluators.lax = await startPolicy('4', 'thresholds: {misaligned: 0, aligned: 0}\n');
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

/** Pending on the plain version, answered on another. */
async function approvedOn(now: Evaluator, { tool = 'pay', then = '' }: { readonly tool?: string; readonly then?: string } = {}) {
  const before = engineOn(evaluators.plain);
  const session = await open(before, { text: 'delete test_orders' });
  const decision = await ask(before, session, { tool, parameters: { table: 'test_orders' } });
  expect(decision.result).toBe('STEP_UP');
  if (then !== '') await before.appendEntry(pep, session, { kind: 'request', user_request: { text: then } });
  const after = engineOn(now);
  const answered = await answer(after, ada, decision);
  expect(await verified({ engine: after, signer: house.signer }, session)).toMatchObject({ verdict: 'valid' });
  return answered;
}

describe('a decision that waited while the policy changed', () => {
  it('ends as it would have, where both versions say the same', async () => {
    expect(await approvedOn(evaluators.same)).toMatchObject({ result: 'ALLOW', policy: { hash: evaluators.plain.terms.hash } });
  });

  it('is denied where the version of now is the stricter one, and says so', async () => {
    const { result, reason } = await approvedOn(evaluators.strict);
    expect(result).toBe('DENY');
    expect(reason.message).toContain('under the currently active policy (`engine 3`)');
  });

  it('is denied where the version it was asked for is the stricter one', async () => {
    const then = 'wait, do not delete anything';
    expect(await approvedOn(evaluators.lax, { tool: 'delete' })).toMatchObject({ result: 'ALLOW' });
    const { result, reason } = await approvedOn(evaluators.lax, { tool: 'delete', then });
    expect(result).toBe('DENY');
    expect(reason.message).not.toContain('of now');
  });

  it('names the version that decided it in receipt and answer alike, whatever is active by then', async () => {
    for (const evaluator of [evaluators.plain, evaluators.same]) {
      const engine = engineOn(evaluator);
      const decision = await ask(engine, await open(engine), { tool: 'file' });
      expect(decision.policy.hash).toBe(evaluator.terms.hash);
      const { receipts } = await engine.bundle(pep, decision.decision_id);
      expect(receipts[0]?.payload).toContain(evaluator.terms.hash);
    }
  });
});

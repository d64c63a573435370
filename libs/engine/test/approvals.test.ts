import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createSignals } from '@writ/signals';
import { createEngine } from '../src/index.js';
import { ada, answer, ask, bob, open, pep, person, problem, sleep, startHouse, statement, verified } from './house.js';
import type { House } from './house.js';
import { startPolicy } from './pack.js';

let house: House;
beforeAll(async () => {
  house = await startHouse();
});
afterAll(async () => house.close());

const pending = async (tool = 'pay', parameters = { amount: 5 }) => {
  const session = await open(house.engine);
  return { session, decision: await ask(house.engine, session, { tool, parameters }) };
};

describe('the answer of a person', () => {
  it('lets it run: decided again, signed, and awaited by the one who asked', async () => {
    const { session, decision } = await pending();
    const waited = house.engine.awaitDecision(pep, decision.decision_id, 5000);
    const settled = await answer(house.engine, ada, decision);
    expect(settled).toMatchObject({
      result: 'ALLOW',
      pending: null,
      outcome: 'awaited',
      resolution: { method: 'human_approval', by: ['ada'] },
    });
    expect(await waited).toEqual(settled);
    await house.engine.recordOutcome(pep, decision.decision_id, { status: 'completed' });
    expect(await verified(house, session)).toEqual({ verdict: 'valid', cause: null, count: 5 });
    const kinds = (await house.engine.bundle(pep, decision.decision_id)).receipts.map((receipt) => statement(receipt).kind);
    expect(kinds).toEqual(['decision', 'approval', 'resolution', 'outcome']);
  });

  it('denies it', async () => {
    const { session, decision } = await pending();
    expect(await answer(house.engine, ada, decision, 'deny')).toMatchObject({ result: 'DENY', reason: { code: 'approval_denied' } });
    expect(await problem(answer(house.engine, bob, decision))).toBe('not_pending');
    expect((await verified(house, session)).verdict).toBe('valid');
  });

  it.each<[string, ReturnType<typeof person>, string]>([
    ['the person who asked', person('eve', 'approver'), 'approval_self'],
    ['a person without the role', person('dan', 'engineer'), 'approval_ineligible'],
    ['a person of another tenant', { ...ada, tenant_id: 'other' }, 'decision_not_found'],
  ])('is refused from %s', async (_, who, code) => {
    const { decision } = await pending();
    expect(await problem(answer(house.engine, who, decision))).toBe(code);
    expect((await house.engine.decision(pep, decision.decision_id)).result).toBe('STEP_UP');
  });

  it('is refused for anything but what waits', async () => {
    const { decision } = await pending();
    const other = { answer: 'approve' as const, action_digest: `sha256:${'1'.repeat(64)}` };
    expect(await problem(house.engine.settleApproval(ada, decision.decision_id, other))).toBe('approval_digest_mismatch');
    const { decision: allowed } = await pending('file');
    expect(await problem(house.engine.settleApproval(ada, allowed.decision_id, other))).toBe('not_pending');
  });

  it('is refused after the deadline, which only the sweeper turns into DENY', async () => {
    const { session, decision } = await pending('brief');
    await sleep(1100);
    expect(await problem(answer(house.engine, ada, decision))).toBe('approval_expired');
    await Promise.all([house.engine.settleOverdue(100), house.engine.settleOverdue(100)]);
    expect(await house.engine.decision(pep, decision.decision_id)).toMatchObject({ result: 'DENY', resolution: { method: 'timeout' } });
    expect(await verified(house, session)).toEqual({ verdict: 'valid', cause: null, count: 3 });
  });

  it('counts towards a quorum once a person, also when given at once', async () => {
    const { session, decision } = await pending('wire');
    expect((await answer(house.engine, ada, decision)).result).toBe('STEP_UP');
    expect(await problem(answer(house.engine, ada, decision))).toBe('approval_duplicate');
    expect((await answer(house.engine, bob, decision)).resolution?.by).toEqual(['ada', 'bob']);
    const { decision: raced } = await pending('wire');
    await Promise.all([answer(house.engine, ada, raced), answer(house.engine, bob, raced)]);
    expect((await house.engine.decision(pep, raced.decision_id)).result).toBe('ALLOW');
    expect((await verified(house, session)).verdict).toBe('valid');
  });

  it('settles once where two answer at once', async () => {
    const { session, decision } = await pending();
    const both = await Promise.allSettled([answer(house.engine, ada, decision), answer(house.engine, bob, decision, 'deny')]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await verified(house, session)).count).toBe(4);
  });

  it('may be the one of the principal only where the rule says so, and is marked as such', async () => {
    const { decision } = await pending('publish');
    expect(await problem(answer(house.engine, ada, decision))).toBe('approval_ineligible');
    expect((await answer(house.engine, person('eve'), decision)).result).toBe('ALLOW');
    const { receipts } = await house.engine.bundle(pep, decision.decision_id);
    expect(statement(receipts[1]).approval?.approvals).toMatchObject([{ approver: 'eve', self_confirmation: true }]);
  });

  it('does not count where the context has become worse meanwhile', async () => {
    const session = await open(house.engine, { text: 'delete test_orders' });
    const decision = await ask(house.engine, session, { tool: 'delete', parameters: { table: 'test_orders' } });
    expect(decision.result).toBe('STEP_UP');
    await house.engine.appendEntry(pep, session, { kind: 'request', user_request: { text: 'wait, do not delete anything' } });
    expect(await answer(house.engine, ada, decision)).toMatchObject({ result: 'DENY', resolution: { by: ['ada'] } });
    expect((await verified(house, session)).verdict).toBe('valid');
  });

  it('does not count where the policy is another one meanwhile', async () => {
    const { session, decision } = await pending();
    const evaluator = await startPolicy('2');
    const next = createEngine({ ...house, evaluator, signals: createSignals() });
    expect(await answer(next, ada, decision)).toMatchObject({ result: 'DENY', resolution: { method: 'human_approval', by: ['ada'] } });
    const { receipts } = await next.bundle(pep, decision.decision_id);
    expect(receipts.map((receipt) => statement(receipt).kind)).toEqual(['decision', 'approval', 'resolution']);
    expect((await verified(house, session)).verdict).toBe('valid');
    await next.close();
    await evaluator.close();
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApprovalAnswer } from '@writ/aarm';
import { createSignals } from '@writ/signals';
import { createEngine, standAlone } from '../src/index.js';
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

  it('AARM-67, AARM-68: is in the receipts, with who, what and when, beside the unchanged identity of who asked', async () => {
    const { decision } = await pending();
    await answer(house.engine, ada, decision);
    const [asked, answered, settled] = (await house.engine.bundle(pep, decision.decision_id)).receipts.map(statement);
    const approvals = [{ approver: 'ada', decision: 'approve', at: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T.*Z$/u) }];
    expect(answered).toMatchObject({ kind: 'approval', approval: { approvals, quorum_met: true } });
    expect(settled).toMatchObject({ kind: 'resolution', approval: { approvals } });
    expect(asked?.action?.requester_context.human?.id).toBe('eve');
    for (const later of [answered, settled]) expect(later?.action).toEqual(asked?.action);
  });

  it('is kept with how long the person looked at it, where the client counted', async () => {
    const { session, decision } = await pending('wire');
    const given = async (who: typeof ada, dwell: { dwell_ms?: number }) => {
      const shown = (await house.engine.approvals(who)).find((each) => each.decision.decision_id === decision.decision_id);
      return house.engine.settleApproval(who, decision.decision_id, {
        ...{ answer: 'approve', action_digest: shown?.action_digest ?? '' },
        ...dwell,
      });
    };
    await given(ada, {});
    expect((await given(bob, { dwell_ms: 900 })).resolution).toMatchObject({ by: ['ada', 'bob'], dwell_ms: 900 });
    const { receipts } = await house.engine.bundle(pep, decision.decision_id);
    const approvals = statement(receipts.at(-1)).approval?.approvals;
    expect(approvals?.map(({ approver, dwell_ms }) => [approver, dwell_ms])).toEqual([
      ['ada', undefined],
      ['bob', 900],
    ]);
    expect((await verified(house, session)).verdict).toBe('valid');
    expect((await house.engine.approvalStats(ada)).median_dwell_ms).toBe(900);
  });

  it('AARM-71: denies it', async () => {
    const { session, decision } = await pending();
    expect(await answer(house.engine, ada, decision, 'deny')).toMatchObject({ result: 'DENY', reason: { code: 'approval_denied' } });
    const second = answer(house.engine, bob, decision);
    expect(await problem(second)).toBe('not_pending');
    await expect(second).rejects.toMatchObject({ detail: expect.stringMatching(/ended as DENY at .*`ada` denied it; nothing changes$/u) });
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
    expect(await problem(answer(house.engine, ada, decision))).toBe('approval_expired');
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

  it('is asked for only so often at a time: one question more is denied, and an answer makes room', async () => {
    const evaluator = await startPolicy('1', 'most_questions: 2\n');
    const strict = createEngine({ ...standAlone, ...house, evaluator, signals: createSignals() });
    const session = await open(strict);
    const first = await ask(strict, session, { tool: 'pay', parameters: { amount: 1 } });
    await ask(strict, session, { tool: 'pay', parameters: { amount: 2 } });
    const third = await ask(strict, session, { tool: 'pay', parameters: { amount: 3 } });
    expect(third).toMatchObject({ result: 'DENY', reason: { code: 'question_quota' } });
    expect((await answer(strict, ada, first)).result).toBe('ALLOW');
    expect((await ask(strict, session, { tool: 'pay', parameters: { amount: 4 } })).result).toBe('STEP_UP');
    expect((await verified(house, session)).verdict).toBe('valid');
    await Promise.all([strict.close(), evaluator.close()]);
  });

  it('is never that of the principal where the tenant forbids it, whatever the rule says', async () => {
    const { session, decision } = await pending('publish');
    const evaluator = await startPolicy('1', 'self_confirmation: false\n');
    const strict = createEngine({ ...standAlone, ...house, evaluator, signals: createSignals() });
    expect(evaluator.terms.self_confirmation).toBe(false);
    expect(await problem(answer(strict, person('eve'), decision))).toBe('approval_self');
    expect((await house.engine.bundle(pep, decision.decision_id)).receipts).toHaveLength(1);
    expect((await verified(house, session)).verdict).toBe('valid');
    await Promise.all([strict.close(), evaluator.close()]);
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
    const next = createEngine({ ...standAlone, ...house, evaluator, signals: createSignals() });
    expect(await answer(next, ada, decision)).toMatchObject({ result: 'DENY', resolution: { method: 'human_approval', by: ['ada'] } });
    const { receipts } = await next.bundle(pep, decision.decision_id);
    expect(receipts.map((receipt) => statement(receipt).kind)).toEqual(['decision', 'approval', 'resolution']);
    expect((await verified(house, session)).verdict).toBe('valid');
    await next.close();
    await evaluator.close();
  });
});

describe('an answer with changes', () => {
  const cap = { op: 'cap' as const, path: ['amount'], value: 3 };
  const withChanges = async (who: typeof ada, decision: Parameters<typeof answer>[2], modifications: ApprovalAnswer['modifications']) => {
    const shown = (await house.engine.approvals(who)).find(({ decision: { decision_id } }) => decision_id === decision.decision_id);
    return house.engine.settleApproval(who, decision.decision_id, {
      answer: 'approve',
      action_digest: shown?.action_digest ?? '',
      modifications,
    });
  };

  it('lets what was approved run, and nothing else', async () => {
    const { session, decision } = await pending();
    const settled = await withChanges(ada, decision, [cap]);
    expect(settled).toMatchObject({ result: 'MODIFY', effective_parameters: { amount: 3 }, resolution: { by: ['ada'] } });
    expect(settled.obligations.map(({ type }) => type)).toContain('replace_parameters');
    const { receipts } = await house.engine.bundle(pep, decision.decision_id);
    const [first, , last] = receipts.map(statement);
    expect(last?.decision).toMatchObject({ result: 'MODIFY' });
    expect(last?.decision?.effective_digest).not.toBe(first?.decision?.effective_digest);
    expect((await verified(house, session)).verdict).toBe('valid');
  });

  it('is refused where it would widen, and nothing changes', async () => {
    const { decision } = await pending();
    expect(await problem(withChanges(ada, decision, [{ op: 'set', path: ['amount'], value: 500 }]))).toBe('approval_not_narrowing');
    expect(await problem(withChanges(ada, decision, [{ op: 'drop', path: ['amount'] }]))).toBe('approval_not_narrowing');
    expect((await house.engine.bundle(pep, decision.decision_id)).receipts).toHaveLength(1);
  });

  it('is as given without changes where they change nothing', async () => {
    const { decision } = await pending();
    expect(await withChanges(ada, decision, [{ ...cap, value: 100 }])).toMatchObject({ result: 'ALLOW' });
  });

  it('asks the others about what would run now; a yes to what was shown before does not count', async () => {
    const { session, decision } = await pending('wire');
    await answer(house.engine, ada, decision);
    const before = (await house.engine.approvals(bob)).find(({ decision: { decision_id } }) => decision_id === decision.decision_id);
    expect(await withChanges(bob, decision, [cap])).toMatchObject({ result: 'STEP_UP', effective_parameters: { amount: 3 } });
    const stale = { answer: 'approve' as const, action_digest: before?.action_digest ?? '' };
    expect(await problem(house.engine.settleApproval(ada, decision.decision_id, stale))).toBe('approval_digest_mismatch');
    expect(await answer(house.engine, ada, decision)).toMatchObject({
      result: 'MODIFY',
      effective_parameters: { amount: 3 },
      resolution: { by: ['bob', 'ada'] },
    });
    expect((await verified(house, session)).verdict).toBe('valid');
  });
});

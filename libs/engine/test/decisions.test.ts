import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openDisclosures } from '@writ/receipt';
import type { StoredReceipt } from '@writ/receipt';
import { ask, identity, open, pep, problem, startHouse, statement, verified } from './house.js';
import type { House } from './house.js';

let house: House;
beforeAll(async () => {
  house = await startHouse();
});
afterAll(async () => house.close());

describe('a decision', () => {
  it.each<[string, Record<string, number | string>, string, string]>([
    ['file', { path: 'a.txt' }, 'ALLOW', 'rule'],
    ['disk', {}, 'DENY', 'forbidden'],
    ['query', { limit: 50 }, 'MODIFY', 'rule'],
    ['pay', { amount: 5 }, 'STEP_UP', 'rule'],
    ['rotate', {}, 'DEFER', 'insufficient_context'],
    ['stranger', {}, 'DENY', 'posture'],
    ['query', {}, 'DENY', 'parameter_invalid'],
    ['delete', { table: 'orders' }, 'DENY', 'rule'],
  ])('on %s %j is signed and verifiable offline', async (tool, parameters, result, code) => {
    const session = await open(house.engine);
    const decision = await ask(house.engine, session, { tool, parameters });
    expect(decision).toMatchObject({ result, initial_result: result, reason: { code }, session_id: session });
    expect(await verified(house, session)).toEqual({ verdict: 'valid', cause: null, count: 2 });
    const { receipts } = await house.engine.bundle(pep, decision.decision_id);
    const payload = statement(receipts[0]);
    expect(payload).toMatchObject({
      kind: 'decision',
      decision: { decision_id: decision.decision_id, result, policy: { hash: house.evaluator.terms.hash } },
      action: { tool, requester_context: { human: { id: 'eve' } } },
      chain: { seq: 1 },
    });
    for (const value of Object.values(payload.action?.parameters ?? { none: null })) expect(value).toBe('***');
  });

  it('names what would run after a MODIFY, and digests that too', async () => {
    const session = await open(house.engine);
    const decision = await ask(house.engine, session, { tool: 'query', parameters: { limit: 50 } });
    expect(decision.effective_parameters).toEqual({ limit: 10 });
    expect(decision.obligations.map(({ type }) => type)).toEqual(['replace_parameters', 'report_outcome']);
    const { receipts } = await house.engine.bundle(pep, decision.decision_id);
    const { action, decision: decided } = statement(receipts[0]);
    expect(decided?.effective_digest).toMatch(/^sha256:/u);
    expect(decided?.effective_digest).not.toBe(action?.action_digest);
  });

  it('lifts a denial to people where the user asked for exactly this', async () => {
    const session = await open(house.engine, { text: 'clean up: delete my test data from test_orders' });
    expect(await ask(house.engine, session, { tool: 'delete', parameters: { table: 'test_orders' } })).toMatchObject({
      result: 'STEP_UP',
      reason: { code: 'aligned_exception' },
    });
    expect((await ask(house.engine, session, { tool: 'delete', parameters: { table: 'orders' } })).result).toBe('DENY');
  });

  it('AARM-20, AARM-24: knows what the session has touched: what was read is not mailed', async () => {
    const session = await open(house.engine);
    expect((await ask(house.engine, session, { tool: 'mail', parameters: { to: 'x@out.example' } })).result).toBe('ALLOW');
    expect((await ask(house.engine, session, { tool: 'crm' })).result).toBe('ALLOW');
    expect((await ask(house.engine, session, { tool: 'mail', parameters: { to: 'x@out.example' } })).result).toBe('DENY');
  });

  it('is DENY with a receipt where the identity cannot be verified, or is not the principal', async () => {
    const session = await open(house.engine);
    const expired = await ask(house.engine, session, {
      tool: 'file',
      identity: identity({ verified: false, failure: 'the token expired' }),
    });
    expect(expired).toMatchObject({ result: 'DENY', reason: { code: 'identity_unverified', message: 'the token expired' } });
    const other = await ask(house.engine, session, { tool: 'file', identity: identity({}, 'mallory') });
    expect(other).toMatchObject({ result: 'DENY', reason: { code: 'identity_unverified' } });
    expect(await verified(house, session)).toMatchObject({ verdict: 'valid', count: 3 });
  });

  it('stops a rule that does not end, and decides the others', async () => {
    const [one, two] = await Promise.all([open(house.engine), open(house.engine)]);
    const [endless, other] = await Promise.all([ask(house.engine, one, { tool: 'endless' }), ask(house.engine, two, { tool: 'file' })]);
    expect(endless).toMatchObject({ result: 'DENY', reason: { code: 'rule_error' } });
    expect(other.result).toBe('ALLOW');
  });
});

describe('an idempotency key', () => {
  it('finds the same decision again, and refuses another action', async () => {
    const session = await open(house.engine);
    const first = await ask(house.engine, session, { tool: 'file', parameters: { path: 'a' }, key: 'k1' });
    expect(await ask(house.engine, session, { tool: 'file', parameters: { path: 'a' }, key: 'k1' })).toEqual(first);
    expect(await problem(ask(house.engine, session, { tool: 'file', parameters: { path: 'b' }, key: 'k1' }))).toBe('idempotency_conflict');
    expect((await verified(house, session)).count).toBe(2);
  });

  it('decides once when asked at once, and is of its session', async () => {
    const [session, other] = await Promise.all([open(house.engine), open(house.engine)]);
    const all = await Promise.all(Array.from({ length: 8 }, async () => ask(house.engine, session, { tool: 'file', key: 'k' })));
    expect(new Set(all.map(({ decision_id }) => decision_id)).size).toBe(1);
    expect((await ask(house.engine, other, { tool: 'file', key: 'k' })).decision_id).not.toBe(all[0]!.decision_id);
    expect((await verified(house, session)).count).toBe(2);
  });
});

describe('an outcome', () => {
  it('ends an executing decision once', async () => {
    const session = await open(house.engine);
    const { decision_id, outcome } = await ask(house.engine, session, { tool: 'file' });
    expect(outcome).toBe('awaited');
    const report = { status: 'completed' as const, output: 'hello' };
    expect((await house.engine.recordOutcome(pep, decision_id, report)).outcome).toBe('completed');
    expect((await house.engine.recordOutcome(pep, decision_id, report)).outcome).toBe('completed');
    expect(await problem(house.engine.recordOutcome(pep, decision_id, { status: 'failed' }))).toBe('outcome_conflict');
    expect(await verified(house, session)).toEqual({ verdict: 'valid', cause: null, count: 3 });
  });

  it('keeps what a tool said went wrong under the signature, and out of what is signed for ever', async () => {
    const session = await open(house.engine);
    const { decision_id } = await ask(house.engine, session, { tool: 'file' });
    const error = 'cannot read /home/eve/.aws/credentials: aws_secret_access_key = wJalrXUtnFEMI';
    await house.engine.recordOutcome(pep, decision_id, { status: 'failed', error });
    const { receipts } = await house.engine.bundle(pep, decision_id);
    const last = receipts.at(-1) as StoredReceipt;
    expect(last.payload).not.toContain('wJalrXUtnFEMI');
    expect(statement(last).execution).toMatchObject({ status: 'failed', error: null });
    expect(openDisclosures(last, statement(last))).toEqual(new Map([['error', error]]));
    expect((await verified(house, session)).verdict).toBe('valid');
  });

  it('is refused where nothing may have run', async () => {
    const { decision_id } = await ask(house.engine, await open(house.engine), { tool: 'disk' });
    expect(await problem(house.engine.recordOutcome(pep, decision_id, { status: 'completed' }))).toBe('outcome_unexpected');
  });

  it('AARM-21: classifies what came back, by detectors and by label', async () => {
    const session = await open(house.engine);
    const read = await ask(house.engine, session, { tool: 'file' });
    await house.engine.recordOutcome(pep, read.decision_id, { status: 'completed', output: ['a@x.example', 'b@x.example', 'c@x.example'] });
    expect((await ask(house.engine, session, { tool: 'mail', parameters: { to: 'd@y.example' } })).result).toBe('DENY');
    const labelled = await ask(house.engine, session, { tool: 'file' });
    const classification = { level: 'RESTRICTED' as const, labels: ['BOARD'] };
    await house.engine.recordOutcome(pep, labelled.decision_id, { status: 'completed', output: 'x', classification });
    const last = await ask(house.engine, session, { tool: 'file' });
    const { state, prior_actions } = await house.engine.contextOf(pep, last.decision_id);
    expect(state.classification).toEqual({ level: 'RESTRICTED', labels: ['BOARD', 'PII'] });
    expect(prior_actions.map(({ tool, result }) => [tool, result])).toEqual([
      ['file', 'ALLOW'],
      ['mail', 'DENY'],
      ['file', 'ALLOW'],
    ]);
  });
});

describe('who may see and write what', () => {
  const stranger = { ...pep, pep_id: 'pep2', agent_instance: 'desktop' };
  const foreign = { ...pep, tenant_id: 'other' };

  it('tells another instance that the session is foreign, and another tenant that there is none', async () => {
    const session = await open(house.engine);
    const { decision_id, receipt } = await ask(house.engine, session, { tool: 'file' });
    expect(await problem(house.engine.decision(stranger, decision_id))).toBe('decision_not_found');
    expect(await problem(house.engine.recordOutcome(stranger, decision_id, { status: 'completed' }))).toBe('decision_not_found');
    expect(await problem(house.engine.sessionReceipts(stranger, session))).toBe('session_not_found');
    expect(await problem(house.engine.receipt(stranger, receipt.receipt_id))).toBe('receipt_not_found');
    expect(await problem(house.engine.decision(foreign, decision_id))).toBe('decision_not_found');
    expect(await problem(house.engine.sessionReceipts(foreign, session))).toBe('session_not_found');
    expect(await problem(house.engine.receipt(foreign, receipt.receipt_id))).toBe('receipt_not_found');
    expect(await problem(ask(house.engine, 'ses_unknown', { tool: 'file' }))).toBe('session_not_found');
  });

  it('opens one session for one session of the host, and keeps its later prompts', async () => {
    const request = { host_session_id: 'same', agent_type: 'test', user_request: { text: 'first' }, identity: {} };
    const all = await Promise.all(Array.from({ length: 5 }, async () => house.engine.openSession(pep, request, identity())));
    const ids = new Set(all.map(({ session }) => session.session_id));
    expect([ids.size, all.filter(({ created }) => created).length]).toEqual([1, 1]);
    await house.engine.openSession(pep, { ...request, user_request: { text: 'second' } }, identity());
    const [session = ''] = ids;
    const { decision_id } = await ask(house.engine, session, { tool: 'file' });
    expect((await house.engine.contextOf(pep, decision_id)).state.request.text).toBe('second');
    expect(await problem(house.engine.openSession(pep, request, identity({}, 'mallory')))).toBe('session_foreign');
    expect(await problem(house.engine.openSession(pep, request, identity({ verified: false, failure: 'no' })))).toBe('unauthenticated');
  });
});

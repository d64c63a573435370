import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createSignals } from '@writ/signals';
import { createEngine, standAlone } from '../src/index.js';
import { ada, answer, ask, open, pep, problem, sleep, startHouse, verified } from './house.js';
import type { House } from './house.js';
import { startPolicy } from './pack.js';

let house: House;
beforeAll(async () => {
  house = await startHouse();
});
afterAll(async () => house.close());

const fact = (value: string, max_age_s = 300) => ({ facts: [{ name: 'window', value, source: 'calendar', max_age_s }] });

describe('a deferral', () => {
  it('ends when the context that it asked for arrives', async () => {
    const session = await open(house.engine);
    const decision = await ask(house.engine, session, { tool: 'rotate' });
    expect(decision).toMatchObject({ result: 'DEFER', missing: ['facts.window'], pending: { kind: 'DEFER' } });
    const settled = await house.engine.supplyContext(pep, decision.decision_id, fact('open'));
    expect(settled).toMatchObject({ result: 'ALLOW', initial_result: 'DEFER', resolution: { method: 'context_supplied' } });
    expect(await problem(house.engine.supplyContext(pep, decision.decision_id, fact('open')))).toBe('not_pending');
    expect(await verified(house, session)).toEqual({ verdict: 'valid', cause: null, count: 3 });
  });

  it('goes on to people where the context says so', async () => {
    const session = await open(house.engine);
    const decision = await ask(house.engine, session, { tool: 'vault' });
    const stepped = await house.engine.supplyContext(pep, decision.decision_id, fact('open'));
    expect(stepped).toMatchObject({ result: 'STEP_UP', pending: { kind: 'STEP_UP', approvers: ['approver'] } });
    expect((await answer(house.engine, ada, stepped)).result).toBe('ALLOW');
    expect(await verified(house, session)).toMatchObject({ verdict: 'valid', count: 5 });
  });

  it('ends in DENY where the context speaks against it', async () => {
    const decision = await ask(house.engine, await open(house.engine), { tool: 'rotate' });
    expect((await house.engine.supplyContext(pep, decision.decision_id, fact('closed'))).result).toBe('DENY');
  });

  it('keeps waiting where something else arrives', async () => {
    const decision = await ask(house.engine, await open(house.engine), { tool: 'rotate' });
    const other = { facts: [{ name: 'weather', value: 'fine', source: 'sky', max_age_s: 300 }] };
    expect((await house.engine.supplyContext(pep, decision.decision_id, other)).result).toBe('DEFER');
    expect((await house.engine.supplyContext(pep, decision.decision_id, fact('open'))).result).toBe('ALLOW');
  });
});

describe('context that comes too late', () => {
  it('is a timeout, also before the sweeper comes by', async () => {
    const evaluator = await startPolicy('1', 'defer_timeout_s: 1\n');
    const engine = createEngine({ ...standAlone, ...house, evaluator, signals: createSignals() });
    const session = await open(engine);
    const decision = await ask(engine, session, { tool: 'rotate' });
    await sleep(1100);
    expect(await engine.supplyContext(pep, decision.decision_id, fact('open'))).toMatchObject({
      result: 'DENY',
      reason: { code: 'timeout' },
      resolution: { method: 'timeout' },
    });
    expect(await verified(house, session)).toEqual({ verdict: 'valid', cause: null, count: 3 });
    await engine.close();
    await evaluator.close();
  });

  it('is not judged by another policy than the one it was asked for', async () => {
    const decision = await ask(house.engine, await open(house.engine), { tool: 'rotate' });
    const evaluator = await startPolicy('2');
    const engine = createEngine({ ...standAlone, ...house, evaluator, signals: createSignals() });
    expect(await engine.supplyContext(pep, decision.decision_id, fact('open'))).toMatchObject({
      result: 'DENY',
      resolution: { method: 'context_supplied' },
    });
    await engine.close();
    await evaluator.close();
  });
});

describe('the end of a session', () => {
  it('ends what waits in DENY, and no receipt follows the seal', async () => {
    const session = await open(house.engine);
    const paying = await ask(house.engine, session, { tool: 'pay' });
    const stepped = await ask(house.engine, session, { tool: 'vault' });
    await house.engine.supplyContext(pep, stepped.decision_id, fact('open'));
    const running = await ask(house.engine, session, { tool: 'file', key: 'k' });
    expect((await house.engine.closeSession(pep, session)).status).toBe('closed');
    for (const { decision_id } of [paying, stepped]) {
      expect(await house.engine.decision(pep, decision_id)).toMatchObject({ result: 'DENY', resolution: { method: 'session_closed' } });
    }
    expect(await problem(answer(house.engine, ada, stepped))).toBe('not_pending');
    expect(await problem(ask(house.engine, session, { tool: 'file' }))).toBe('session_closed');
    expect(await problem(house.engine.closeSession(pep, session))).toBe('session_closed');
    expect((await ask(house.engine, session, { tool: 'file', key: 'k' })).decision_id).toBe(running.decision_id);
    expect((await house.engine.decision(pep, running.decision_id)).outcome).toBe('lost_confirmation');
    expect(await problem(house.engine.recordOutcome(pep, running.decision_id, { status: 'completed' }))).toBe('session_closed');
    await house.engine.settleOverdue(100);
    expect((await verified(house, session)).verdict).toBe('valid');
  });

  it('lets the same session of the host begin anew', async () => {
    const session = await open(house.engine);
    await house.engine.closeSession(pep, session);
    expect(await open(house.engine)).not.toBe(session);
  });
});

describe('waiting for a decision', () => {
  it('ends with the time given, or with the caller', async () => {
    const decision = await ask(house.engine, await open(house.engine), { tool: 'pay' });
    const started = Date.now();
    expect((await house.engine.awaitDecision(pep, decision.decision_id, 120)).result).toBe('STEP_UP');
    expect(Date.now() - started).toBeGreaterThanOrEqual(100);
    const gone = new AbortController();
    const waited = house.engine.awaitDecision(pep, decision.decision_id, 60_000, gone.signal);
    await sleep(20);
    gone.abort();
    expect((await waited).result).toBe('STEP_UP');
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Decision, EntryBody, JsonObject } from '@writ/aarm';
import { createSignals } from '@writ/signals';
import { createEngine } from '../src/index.js';
import type { Engine } from '../src/index.js';
import { ada, answer, ask, identity, open, pep, problem, sleep, startHouse, statement, verified } from './house.js';
import type { House } from './house.js';
import { startPolicy } from './pack.js';

let house: House;
beforeAll(async () => {
  house = await startHouse();
});
afterAll(async () => house.close());

const fact = (name: string, value: string) => ({ kind: 'fact' as const, fact: { name, value, source: 'calendar', max_age_s: 300 } });
const supplied = (name: string, value: string) => ({ facts: [fact(name, value).fact] });
const entries = async (session: string): Promise<readonly EntryBody[]> =>
  (await house.store.entries('acme', session, -1)).map(({ body }) => JSON.parse(body) as EntryBody);

describe('what arrives', () => {
  it('AARM-77: keeps a deferred action waiting until a fact arrives in the session, without anybody asking again', async () => {
    const session = await open(house.engine);
    const deferred = await ask(house.engine, session, { tool: 'rotate' });
    expect(deferred).toMatchObject({ result: 'DEFER', outcome: null });
    const waited = house.engine.awaitDecision(pep, deferred.decision_id, 5000);
    await house.engine.appendEntry(pep, session, fact('window', 'open'));
    expect(await waited).toMatchObject({ result: 'ALLOW', resolution: { method: 'fact', by: ['pep:pep1'] } });
    expect((await verified(house, session)).verdict).toBe('valid');
  });

  it('AARM-91: leaves every attempt in the chain of the session and in the decision', async () => {
    const session = await open(house.engine);
    const { decision_id } = await ask(house.engine, session, { tool: 'rotate' });
    await house.engine.supplyContext(pep, decision_id, supplied('weather', 'fine'));
    await house.engine.appendEntry(pep, session, fact('unasked', 'x'));
    const settled = await house.engine.supplyContext(pep, decision_id, supplied('window', 'open'));
    expect(settled.deferral?.attempts.map(({ method, by, ended }) => [method, by, ended])).toEqual([
      ['context_supplied', 'pep:pep1', 'not_enough'],
      ['context_supplied', 'pep:pep1', 'settled'],
    ]);
    const kept = (await entries(session)).filter(({ kind }) => kind === 'attempt');
    expect(kept).toEqual(settled.deferral?.attempts.map(({ at: _, ...attempt }) => expect.objectContaining({ decision_id, ...attempt })));
    expect((await verified(house, session)).verdict).toBe('valid');
  });

  it('AARM-86, AARM-88, AARM-89, AARM-90: ends in a second receipt with method and time, and with who asked for what under which policy', async () => {
    const session = await open(house.engine);
    const { decision_id } = await ask(house.engine, session, { tool: 'rotate', parameters: { key: 'k1' } });
    await house.engine.appendEntry(pep, session, fact('window', 'open'));
    const [first, last] = (await house.engine.bundle(pep, decision_id)).receipts.map(statement);
    expect(last).toMatchObject({ kind: 'resolution', deferral: { resolution_method: 'fact', resolver: 'pep:pep1' } });
    expect(last?.deferral?.resolution_timestamp).toBe(last?.issued_at);
    expect(last?.deferral?.reason).toBe(first?.deferral?.reason);
    expect(last?.action).toEqual(first?.action);
    expect(last?.decision?.policy).toEqual(first?.decision?.policy);
    expect(last?.decision?.input_hash).toBe(first?.decision?.input_hash);
  });

  it('AARM-85: the receipt of a deferral says why, and what is missing', async () => {
    const { decision_id } = await ask(house.engine, await open(house.engine), { tool: 'rotate' });
    const [first] = (await house.engine.bundle(pep, decision_id)).receipts;
    expect(statement(first).deferral).toMatchObject({
      missing: ['facts.window'],
      reason: expect.stringContaining('facts.window') as unknown,
    });
  });
});

describe('attempts that are not enough', () => {
  it('AARM-93, AARM-94: go on to people once they are used up, whose yes stands for what is missing', async () => {
    const engine = createEngine({ ...house, signals: createSignals(), deferrals: { attempts: 2 } });
    const session = await open(engine);
    const { decision_id } = await ask(engine, session, { tool: 'rotate' });
    expect((await engine.supplyContext(pep, decision_id, supplied('weather', 'fine'))).result).toBe('DEFER');
    const asked = await engine.supplyContext(pep, decision_id, supplied('weather', 'bad'));
    expect(asked).toMatchObject({ result: 'STEP_UP', initial_result: 'DEFER', reason: { code: 'attempts_exhausted' } });
    expect(asked.deferral?.attempts).toHaveLength(2);
    const settled = await answer(engine, ada, asked);
    expect(settled).toMatchObject({ result: 'ALLOW', initial_result: 'DEFER', resolution: { method: 'human_approval', by: ['ada'] } });
    expect((await ask(engine, session, { tool: 'rotate' })).decision_id).toBe(decision_id);
    expect((await verified(house, session)).verdict).toBe('valid');
    await engine.close();
  });

  it('do not let an approval stand for what speaks against it by then', async () => {
    const engine = createEngine({ ...house, signals: createSignals(), deferrals: { attempts: 1 } });
    const session = await open(engine);
    const { decision_id } = await ask(engine, session, { tool: 'rotate' });
    const asked = await engine.supplyContext(pep, decision_id, supplied('weather', 'fine'));
    await engine.appendEntry(pep, session, fact('window', 'closed'));
    expect(await answer(engine, ada, asked)).toMatchObject({ result: 'DENY', reason: { code: 'resolved' } });
    await engine.close();
  });

  it('AARM-94: ask nobody where people are not to be asked; the deadline stands', async () => {
    const engine = createEngine({ ...house, signals: createSignals(), deferrals: { attempts: 1, escalate: false } });
    const deferred = await ask(engine, await open(engine), { tool: 'rotate' });
    const still = await engine.supplyContext(pep, deferred.decision_id, supplied('weather', 'fine'));
    expect(still).toMatchObject({ result: 'DEFER', pending: deferred.pending });
    await engine.close();
  });
});

describe('a deferral that nothing settles', () => {
  it('AARM-79, AARM-80, AARM-81, AARM-87: is denied at its deadline, with a second receipt, and never runs', async () => {
    const evaluator = await startPolicy('1', 'defer_timeout_s: 1\n');
    const engine = createEngine({ ...house, evaluator, signals: createSignals() });
    const session = await open(engine);
    const { decision_id } = await ask(engine, session, { tool: 'rotate' });
    expect(await problem(engine.recordOutcome(pep, decision_id, { status: 'completed' }))).toBe('outcome_unexpected');
    await sleep(1100);
    await engine.settleOverdue(100);
    expect(await engine.decision(pep, decision_id)).toMatchObject({ result: 'DENY', resolution: { method: 'timeout' } });
    const receipts = (await engine.bundle(pep, decision_id)).receipts.map(statement);
    expect(receipts.map(({ decision }) => decision?.result)).toEqual(['DEFER', 'DENY']);
    expect(receipts[1]?.deferral).toMatchObject({ resolution_method: 'timeout', resolution_timestamp: receipts[1]?.issued_at });
    expect(await problem(engine.recordOutcome(pep, decision_id, { status: 'completed' }))).toBe('outcome_unexpected');
    await Promise.all([engine.close(), evaluator.close()]);
  });
});

describe('actions that need the output of others', () => {
  const after = async (engine: Engine, session_id: string, ids: readonly Decision[], tool = 'file', parameters: JsonObject = {}) =>
    engine.authorize(
      pep,
      { session_id, action: { tool, operation: 'run', parameters, depends_on: ids.map(({ action_id }) => action_id) }, identity: {} },
      identity(),
      null,
    );

  it('AARM-82, AARM-78: are deferred with them, and run after them, in order', async () => {
    const session = await open(house.engine);
    const first = await ask(house.engine, session, { tool: 'rotate' });
    const second = await after(house.engine, session, [first]);
    const third = await after(house.engine, session, [second]);
    expect([second, third].map(({ result, reason }) => [result, reason.code])).toEqual([
      ['DEFER', 'pending_dependency'],
      ['DEFER', 'pending_dependency'],
    ]);
    const results = async (): Promise<readonly string[]> =>
      Promise.all([first, second, third].map(async ({ decision_id }) => (await house.engine.decision(pep, decision_id)).result));
    await house.engine.appendEntry(pep, session, fact('window', 'open'));
    expect(await results()).toEqual(['ALLOW', 'DEFER', 'DEFER']);
    await house.engine.recordOutcome(pep, first.decision_id, { status: 'completed' });
    expect(await results()).toEqual(['ALLOW', 'ALLOW', 'DEFER']);
    await house.engine.recordOutcome(pep, second.decision_id, { status: 'completed' });
    expect(await results()).toEqual(['ALLOW', 'ALLOW', 'ALLOW']);
    expect(await house.engine.decision(pep, third.decision_id)).toMatchObject({ resolution: { method: 'awaited_outcome' } });
    expect((await verified(house, session)).verdict).toBe('valid');
  });

  it('AARM-83: leave others alone', async () => {
    const session = await open(house.engine);
    await ask(house.engine, session, { tool: 'rotate' });
    expect((await ask(house.engine, session, { tool: 'file' })).result).toBe('ALLOW');
  });

  it('are denied with them, all the way down', async () => {
    const session = await open(house.engine);
    const first = await ask(house.engine, session, { tool: 'rotate' });
    const second = await after(house.engine, session, [first]);
    const third = await after(house.engine, session, [second]);
    await house.engine.appendEntry(pep, session, fact('window', 'closed'));
    for (const { decision_id } of [second, third])
      expect(await house.engine.decision(pep, decision_id)).toMatchObject({ result: 'DENY', reason: { code: 'dependency_failed' } });
    expect(await after(house.engine, session, [first])).toMatchObject({ result: 'DENY', reason: { code: 'dependency_failed' } });
  });

  it('AARM-84: are denied where more wait in a row than may', async () => {
    const engine = createEngine({ ...house, signals: createSignals(), deferrals: { cascade_depth: 2 } });
    const session = await open(engine);
    let last = await ask(engine, session, { tool: 'rotate' });
    for (const expected of ['DEFER', 'DEFER']) {
      last = await after(engine, session, [last]);
      expect(last.result).toBe(expected);
    }
    expect(await after(engine, session, [last])).toMatchObject({ result: 'DENY', reason: { code: 'cascade_limit' } });
    await engine.close();
  });

  it('never become less strict: what is denied anyway is denied at once', async () => {
    const session = await open(house.engine);
    const first = await ask(house.engine, session, { tool: 'rotate' });
    expect(await after(house.engine, session, [first], 'disk')).toMatchObject({ result: 'DENY', reason: { code: 'forbidden' } });
  });

  it('must name actions of their session', async () => {
    const session = await open(house.engine);
    const elsewhere = await ask(house.engine, await open(house.engine), { tool: 'rotate' });
    await expect(after(house.engine, session, [elsewhere])).rejects.toMatchObject({ code: 'invalid_field', field: 'action.depends_on.0' });
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ResolverSchema } from '@writ/aarm';
import type { Decision, DeferralSettings, EntryBody, JsonObject, PersonCaller } from '@writ/aarm';
import { createSignals } from '@writ/signals';
import { createMemoryRecordings } from '@writ/store';
import { createEngine, standAlone, replay } from '../src/index.js';
import { chainEntries } from '../src/journal/chain.js';
import type { Engine, Resolver, ResolverAnswer } from '../src/index.js';
import { ada, answer, ask, identity, open, pep, person, problem, sleep, startHouse, statement, verified } from './house.js';
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

  it('settles a conflict of rules by a label, and lets a label that changes nothing count as an attempt', async () => {
    const session = await open(house.engine);
    const deferred = await ask(house.engine, session, { tool: 'share' });
    expect(deferred).toMatchObject({ result: 'DEFER', reason: { code: 'conflicting_policies' } });
    const label = (...labels: string[]) => ({ kind: 'label' as const, label: { level: 'INTERNAL' as const, labels, source: 'dlp' } });
    await house.engine.appendEntry(pep, session, label('FINANCE'));
    await house.engine.appendEntry(pep, session, label('CLEARED'));
    const settled = await house.engine.decision(pep, deferred.decision_id);
    expect(settled).toMatchObject({ result: 'ALLOW', resolution: { method: 'label' } });
    expect(settled.deferral?.attempts.map(({ ended }) => ended)).toEqual(['not_enough', 'settled']);
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

  const receiptsOfSettled = async () => {
    const session = await open(house.engine);
    const { decision_id } = await ask(house.engine, session, { tool: 'rotate', parameters: { key: 'k1' } });
    await house.engine.appendEntry(pep, session, fact('window', 'open'));
    const [first, last] = (await house.engine.bundle(pep, decision_id)).receipts.map(statement);
    return { first, last };
  };

  it('AARM-86: ends in a second receipt', async () => {
    const { first, last } = await receiptsOfSettled();
    expect([first, last].map((each) => [each?.kind, each?.decision?.result])).toEqual([
      ['decision', 'DEFER'],
      ['resolution', 'ALLOW'],
    ]);
  });

  it('AARM-88: says by what and when it was settled', async () => {
    const { first, last } = await receiptsOfSettled();
    expect(first?.deferral).toMatchObject({ resolution_method: null, resolution_timestamp: null });
    expect(last?.deferral).toMatchObject({ resolution_method: 'fact', resolver: 'pep:pep1', resolution_timestamp: last?.issued_at });
  });

  it('AARM-89: names in its last receipt who asked in the first one', async () => {
    const { first, last } = await receiptsOfSettled();
    expect(first?.action?.requester_context.human?.id).toBe('eve');
    expect(last?.action?.requester_context).toEqual(first?.action?.requester_context);
  });

  it('AARM-90: keeps the action, the reason, what was decided on and the policy', async () => {
    const { first, last } = await receiptsOfSettled();
    expect(last?.action).toEqual(first?.action);
    expect(last?.deferral?.reason).toBe(first?.deferral?.reason);
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
  it('AARM-93: go on to people once they are used up, whose yes stands for what is missing', async () => {
    const engine = createEngine({ ...standAlone, ...house, signals: createSignals(), deferrals: { attempts: 2 } });
    const session = await open(engine);
    const { decision_id } = await ask(engine, session, { tool: 'rotate' });
    expect((await engine.supplyContext(pep, decision_id, supplied('weather', 'fine'))).result).toBe('DEFER');
    const asked = await engine.supplyContext(pep, decision_id, supplied('weather', 'bad'));
    expect(asked).toMatchObject({ result: 'STEP_UP', initial_result: 'DEFER', reason: { code: 'attempts_exhausted' } });
    expect(asked.deferral).toMatchObject({ attempts: [{}, {}], escalated_at: expect.any(String) as unknown });
    const settled = await answer(engine, ada, asked);
    expect(settled).toMatchObject({ result: 'ALLOW', initial_result: 'DEFER', resolution: { method: 'human_approval', by: ['ada'] } });
    expect((await ask(engine, session, { tool: 'rotate' })).decision_id).toBe(decision_id);
    expect((await verified(house, session)).verdict).toBe('valid');
    await engine.close();
  });

  it('ask those, and as many, as the rule asks for that could not speak', async () => {
    const engine = createEngine({ ...standAlone, ...house, signals: createSignals(), deferrals: { attempts: 1 } });
    const { decision_id } = await ask(engine, await open(engine), { tool: 'safe' });
    const asked = await engine.supplyContext(pep, decision_id, supplied('weather', 'fine'));
    expect(asked).toMatchObject({ result: 'STEP_UP', pending: { approvers: ['boss'], quorum: 2 } });
    // And its backups, from now on as long after.
    const { deadline = '', escalation } = asked.pending ?? {};
    expect(escalation?.to).toEqual(['deputy']);
    expect(Date.parse(escalation?.at ?? '')).toBeLessThan(Date.parse(deadline));
    await engine.close();
  });

  it('ask people once: the same action again finds their question', async () => {
    const engine = createEngine({ ...standAlone, ...house, signals: createSignals(), deferrals: { attempts: 1 } });
    const session = await open(engine);
    const { decision_id } = await ask(engine, session, { tool: 'rotate' });
    await engine.supplyContext(pep, decision_id, supplied('weather', 'fine'));
    expect(await ask(engine, session, { tool: 'rotate' })).toMatchObject({ decision_id, result: 'STEP_UP' });
    await engine.close();
  });

  it('do not let an approval stand for what speaks against it by then', async () => {
    const engine = createEngine({ ...standAlone, ...house, signals: createSignals(), deferrals: { attempts: 1 } });
    const session = await open(engine);
    const { decision_id } = await ask(engine, session, { tool: 'rotate' });
    const asked = await engine.supplyContext(pep, decision_id, supplied('weather', 'fine'));
    await engine.appendEntry(pep, session, fact('window', 'closed'));
    expect(await answer(engine, ada, asked)).toMatchObject({ result: 'DENY', reason: { code: 'resolved' } });
    await engine.close();
  });

  it('AARM-94: ask nobody where people are not to be asked; the deadline stands', async () => {
    const engine = createEngine({ ...standAlone, ...house, signals: createSignals(), deferrals: { attempts: 1, escalate: false } });
    const deferred = await ask(engine, await open(engine), { tool: 'rotate' });
    const still = await engine.supplyContext(pep, deferred.decision_id, supplied('weather', 'fine'));
    expect(still).toMatchObject({ result: 'DEFER', pending: deferred.pending });
    await engine.close();
  });
});

describe('a deferral that nothing settles', () => {
  const denied = async () => {
    const evaluator = await startPolicy('1', 'defer_timeout_s: 1\n');
    const engine = createEngine({ ...standAlone, ...house, evaluator, signals: createSignals() });
    const session = await open(engine);
    const deferred = await ask(engine, session, { tool: 'rotate' });
    const { decision_id } = deferred;
    const early = await problem(engine.recordOutcome(pep, decision_id, { status: 'completed' }));
    await sleep(1100);
    await engine.settleOverdue(100);
    const after = await engine.decision(pep, decision_id);
    const late = await problem(engine.recordOutcome(pep, decision_id, { status: 'completed' }));
    const receipts = (await engine.bundle(pep, decision_id)).receipts.map(statement);
    await Promise.all([engine.close(), evaluator.close()]);
    return { deferred, early, after, late, receipts };
  };

  it('AARM-79: runs nothing while it waits', async () => {
    const { deferred, early } = await denied();
    expect(deferred).toMatchObject({ result: 'DEFER', obligations: [], outcome: null });
    expect(early).toBe('outcome_unexpected');
  });

  it('AARM-80: is denied after the time that the policy gives', async () => {
    const { deferred, after } = await denied();
    expect(Date.parse(deferred.pending?.deadline ?? '') - Date.parse(deferred.deferral?.deferred_at ?? '')).toBe(1000);
    expect(after).toMatchObject({ result: 'DENY', reason: { code: 'timeout' }, resolution: { method: 'timeout' } });
  });

  it('AARM-81: never runs afterwards', async () => {
    const { after, late } = await denied();
    expect(after).toMatchObject({ result: 'DENY', obligations: [], effective_parameters: null, outcome: null });
    expect(late).toBe('outcome_unexpected');
  });

  it('AARM-87: ends in a second receipt', async () => {
    const { receipts } = await denied();
    expect(receipts.map(({ decision }) => decision?.result)).toEqual(['DEFER', 'DENY']);
    expect(receipts[1]?.deferral).toMatchObject({ resolution_method: 'timeout', resolution_timestamp: receipts[1]?.issued_at });
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

  it('AARM-78: are deferred with them, and run after them, in order', async () => {
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

  it('AARM-82: are deferred with an action that waits for people, too', async () => {
    const session = await open(house.engine);
    const paying = await ask(house.engine, session, { tool: 'pay' });
    const next = await after(house.engine, session, [paying]);
    expect(next).toMatchObject({ result: 'DEFER', reason: { code: 'pending_dependency' } });
    await answer(house.engine, ada, paying, 'deny');
    expect(await house.engine.decision(pep, next.decision_id)).toMatchObject({ result: 'DENY', reason: { code: 'dependency_failed' } });
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
    const engine = createEngine({ ...standAlone, ...house, signals: createSignals(), deferrals: { cascade_depth: 2 } });
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

describe('who is asked', () => {
  const RESOLVERS = [
    { name: 'calendar', url: 'https://calendar.example/window', provides: ['window'] },
    { name: 'backup', url: 'https://backup.example/window', provides: ['window'] },
  ].map((each) => ResolverSchema.parse(each));
  const saying = (name: string, answer: () => ResolverAnswer): Resolver => ({ name, resolve: async () => Promise.resolve(answer()) });
  const failing = (name: string): Resolver => saying(name, () => ({ kind: 'failed', why: 'it is down' }));
  const knowing = (name: string, value: string): Resolver =>
    saying(name, () => ({ kind: 'facts', facts: [{ name: 'window', value, source: `resolver:${name}`, max_age_s: 60 }] }));
  const engineWith = (deferrals: Partial<DeferralSettings>): Engine =>
    createEngine({ ...standAlone, ...house, signals: createSignals(), deferrals });

  it('AARM-92: a registered source settles it, the first that knows, and its facts stay on record', async () => {
    const engine = engineWith({ resolvers: RESOLVERS });
    const session = await open(engine);
    const { decision_id } = await ask(engine, session, { tool: 'rotate' });
    expect(await engine.resolveDeferrals([failing('calendar'), knowing('backup', 'open')])).toBe(1);
    const settled = await engine.decision(pep, decision_id);
    expect(settled).toMatchObject({ result: 'ALLOW', resolution: { method: 'resolver', by: ['resolver:backup'] } });
    expect(settled.deferral?.attempts.map(({ by, ended, detail }) => [by, ended, detail])).toEqual([
      ['resolver:calendar', 'failed', 'it is down'],
      ['resolver:backup', 'settled', 'it told `window`'],
    ]);
    expect((await ask(engine, session, { tool: 'rotate', parameters: { key: 'other' } })).result).toBe('ALLOW');
    expect((await verified(house, session)).verdict).toBe('valid');
    await engine.close();
  });

  it('AARM-94: no more than so many times, ever more slowly, then people are asked', async () => {
    const engine = engineWith({ resolvers: RESOLVERS.slice(0, 1), attempts: 3, backoff_s: 0.1 });
    const { decision_id } = await ask(engine, await open(engine), { tool: 'rotate' });
    const look = async (): Promise<number> => {
      await engine.resolveDeferrals([failing('calendar')]);
      return (await engine.decision(pep, decision_id)).deferral?.attempts.length ?? 0;
    };
    expect([await look(), await look()]).toEqual([1, 1]);
    await sleep(130);
    expect([await look(), await look()]).toEqual([2, 2]);
    await sleep(230);
    expect(await look()).toBe(3);
    expect(await engine.decision(pep, decision_id)).toMatchObject({ result: 'STEP_UP', reason: { code: 'attempts_exhausted' } });
    await engine.close();
  });

  it('records one attempt where two processes ask at once', async () => {
    const [one, two] = [engineWith({ resolvers: RESOLVERS.slice(0, 1) }), engineWith({ resolvers: RESOLVERS.slice(0, 1) })];
    const { decision_id } = await ask(one, await open(one), { tool: 'rotate' });
    await Promise.all([one.resolveDeferrals([failing('calendar')]), two.resolveDeferrals([failing('calendar')])]);
    expect((await one.decision(pep, decision_id)).deferral?.attempts).toHaveLength(1);
    await Promise.all([one.close(), two.close()]);
  });

  it('takes into account what arrived while nobody looked', async () => {
    const engine = engineWith({});
    const session = await open(engine);
    const { decision_id } = await ask(engine, session, { tool: 'rotate' });
    const { head } = (await house.store.session('acme', session)) ?? {};
    if (head === undefined) throw new Error('there is no session');
    const { entries: chained, head: next } = chainEntries(head, '2026-01-01T00:00:00.000Z', [
      { kind: 'fact', name: 'window', value: 'open', source: 'calendar', max_age_s: 86_400_000 },
    ]);
    const unit = { tenant_id: 'acme', session_id: session, expected: head, head: next, open: null, close: false };
    await house.store.append([{ ...unit, entries: chained, receipts: [], decision: null, change: null }]);
    await engine.resolveDeferrals([]);
    expect(await engine.decision(pep, decision_id)).toMatchObject({ result: 'ALLOW', resolution: { method: 'fact' } });
    await engine.close();
  });

  it('the human principal alone answers a question, with one of its answers; it is a fact, and approves nothing', async () => {
    const confirmations = [{ fact: 'window', ask: 'is the change window open?', answers: ['open', 'closed'], max_age_s: 60 }];
    const engine = engineWith({ confirmations });
    const session = await open(engine);
    const asked = await ask(engine, session, { tool: 'vault' });
    expect(asked.deferral?.questions).toEqual([{ fact: 'window', ask: 'is the change window open?', answers: ['open', 'closed'] }]);
    expect(await engine.deferrals(ada)).toContainEqual(asked);
    const say = async (who: PersonCaller, value: string, named = 'window') =>
      engine.answerQuestion(who, asked.decision_id, { fact: named, value });
    expect(await problem(say(ada, 'open'))).toBe('decision_not_found');
    expect(await problem(say(person('eve'), 'ajar'))).toBe('invalid_field');
    expect(await problem(say(person('eve'), 'open', 'weather'))).toBe('invalid_field');
    const after = await say(person('eve'), 'open');
    expect(after).toMatchObject({ result: 'STEP_UP', deferral: { attempts: [{ method: 'user_confirmation', by: 'person:eve' }] } });
    expect(await problem(say(person('eve'), 'open'))).toBe('not_pending');
    await engine.close();
  });

  it.each([
    ['open', 'closed'],
    ['closed', 'open'],
  ])('the record names the answer that was read where `%s` and `%s` are given at once', async (...values) => {
    const confirmations = [{ fact: 'window', ask: 'is the change window open?', answers: ['open', 'closed'], max_age_s: 60 }];
    const engine = engineWith({ confirmations });
    const asked = await ask(engine, await open(engine), { tool: 'vault' });
    const given = values.map(async (value) => engine.answerQuestion(person('eve'), asked.decision_id, { fact: 'window', value }));
    const ended = await Promise.all(given.map(async (each) => problem(each)));
    const counted = values.filter((_, i) => ended[i] === 'no problem');
    expect(ended.filter((code) => code === 'not_pending').length + counted.length).toBe(2);
    const { deferral, result } = await engine.decision(pep, asked.decision_id);
    // Every answer that was taken is an attempt of its own, and names itself; the last of them is what was decided on.
    expect(deferral?.attempts.map(({ detail }) => detail)).toEqual(counted.map((value) => `\`window\` is \`${value}\``));
    expect(result).toBe(counted.at(-1) === 'open' ? 'STEP_UP' : 'DENY');
    await engine.close();
  });

  it('a question that nobody answers ends with people', async () => {
    const confirmations = [{ fact: 'window', ask: 'open?', answers: ['open'], max_age_s: 60 }];
    const engine = engineWith({ confirmations, attempts: 2, backoff_s: 0.05 });
    const { decision_id } = await ask(engine, await open(engine), { tool: 'rotate' });
    await engine.resolveDeferrals([]);
    await sleep(80);
    await engine.resolveDeferrals([]);
    const after = await engine.decision(pep, decision_id);
    expect(after).toMatchObject({ result: 'STEP_UP', deferral: { attempts: [{ ended: 'failed' }, { ended: 'failed' }] } });
    await engine.close();
  });
});

describe('a narrower form', () => {
  const constraint = (name: string, value: number) => ({
    name,
    tool: 'export',
    operation: '*',
    modifications: [{ op: 'cap' as const, path: ['rows'], value }],
  });

  it('ends a deferral as MODIFY where policy lets that run, and only what it leaves runs', async () => {
    const engine = createEngine({
      ...standAlone,
      ...house,
      signals: createSignals(),
      deferrals: { constraints: [constraint('large', 900), constraint('small', 10)] },
    });
    const session = await open(engine);
    const { decision_id } = await ask(engine, session, { tool: 'export', parameters: { rows: 1000 } });
    await engine.resolveDeferrals([]);
    const settled = await engine.decision(pep, decision_id);
    expect(settled).toMatchObject({
      result: 'MODIFY',
      initial_result: 'DEFER',
      effective_parameters: { rows: 10 },
      obligations: [{ type: 'replace_parameters' }, {}],
      resolution: { method: 'safe_constraints', by: ['constraint:small'] },
    });
    const request = { session_id: session, action: { tool: 'export', operation: 'run', parameters: { rows: 1000 } }, identity: {} };
    const redeemed = await engine.redeem(pep, decision_id, { request, identity: identity(), key: 'once' });
    expect(redeemed).toMatchObject({ decision_id, result: 'MODIFY', effective_parameters: { rows: 10 } });
    expect((await verified(house, session)).verdict).toBe('valid');
    await engine.close();
  });

  it('goes on to people where none is let run', async () => {
    const engine = createEngine({
      ...standAlone,
      ...house,
      signals: createSignals(),
      deferrals: { constraints: [constraint('large', 900)] },
    });
    const { decision_id } = await ask(engine, await open(engine), { tool: 'export', parameters: { rows: 1000 } });
    await engine.resolveDeferrals([]);
    expect(await engine.decision(pep, decision_id)).toMatchObject({ result: 'STEP_UP', reason: { code: 'attempts_exhausted' } });
    await engine.close();
  });
});

it('AARM-95: tells how deferrals went: how many, how long, how they ended, and who settled them', async () => {
  const other = await startHouse();
  const engine = createEngine({ ...standAlone, ...other, signals: createSignals(), deferrals: { attempts: 1 } });
  const wait = async (): Promise<[string, string]> => {
    const session = await open(engine);
    return [session, (await ask(engine, session, { tool: 'rotate' })).decision_id];
  };
  const [, settled] = await wait();
  await engine.supplyContext(pep, settled, supplied('window', 'open'));
  const [, escalated] = await wait();
  await answer(engine, ada, await engine.supplyContext(pep, escalated, supplied('weather', 'bad')));
  await wait();
  const stats = await engine.deferralStats(ada);
  expect(stats).toMatchObject({ deferred: 3, waiting: 1, settled: 2, timeout_rate: 0, escalation_rate: 0.5 });
  expect(stats.median_time_to_resolution_ms).toBeGreaterThanOrEqual(0);
  expect(stats.sources).toEqual([
    { source: 'context_supplied', method: 'context_supplied', attempts: 2, settled: 1, failed: 0, success_rate: 0.5 },
  ]);
  await engine.close();
  await other.close();
});

it('a replay decides again on what was needed and known at the time', async () => {
  const other = await startHouse();
  const session = await open(other.engine);
  const first = await ask(other.engine, session, { tool: 'rotate' });
  const action = { tool: 'file', operation: 'run', parameters: {}, depends_on: [first.action_id] };
  const needing = await other.engine.authorize(pep, { session_id: session, action, identity: {} }, identity(), null);
  await other.engine.supplyContext(pep, first.decision_id, supplied('window', 'open'));
  await other.engine.recordOutcome(pep, first.decision_id, { status: 'completed' });
  expect((await other.engine.decision(pep, needing.decision_id)).result).toBe('ALLOW');
  const report = await replay({
    recordings: createMemoryRecordings(other.store),
    signals: createSignals(),
    tenant_id: 'acme',
    since: '2026-01-01T00:00:00.000Z',
    version: async () => Promise.resolve(other.evaluator),
  });
  expect(report.recorded).toEqual({ replayed: 2, reproduced: 2, differing: 0, differences: [], context: {} });
  await other.close();
});

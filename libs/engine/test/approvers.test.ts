import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Json, PersonCaller } from '@writ/aarm';
import { createSignals } from '@writ/signals';
import { createMemoryPolicyStore } from '@writ/store';
import { createEngine, standAlone, createPolicyControl, followStops, onePolicy, questionOf } from '../src/index.js';
import type { ApprovalRequest, Engine, Stops } from '../src/index.js';
import { ada, answer, ask, bob, identity, open, pep, person, problem, sleep, startHouse, verified } from './house.js';
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
  engine = createEngine({ ...standAlone, store, signer, policies: onePolicy(evaluator), signals: createSignals(), stops });
});
afterAll(async () => {
  await stops.close();
  await engine.close();
  await house.close();
});

const pending = async (tool: string) => ask(engine, await open(engine), { tool, parameters: { amount: 5 } });
const waiting = async (tool: string): Promise<ApprovalRequest> => {
  const { decision_id } = await pending(tool);
  return (await engine.approvals(ada)).find(({ decision }) => decision.decision_id === decision_id) as ApprovalRequest;
};
const stopped = async (id: string) => engine.stop(olga, { kind: 'principal', id, reason: 'left the company' });

describe('a question', () => {
  it('AARM-64, AARM-65, AARM-66, AARM-73: shows the action, request, actions before, classifications, identities, risk, confidence and fit', async () => {
    const session = await open(engine, { text: 'pay the invoice' });
    await engine.appendEntry(pep, session, { kind: 'label', label: { level: 'CONFIDENTIAL', labels: ['PII'], source: 'dlp' } });
    await ask(engine, session, { tool: 'file', parameters: { path: '/invoice' } });
    const { decision_id } = await ask(engine, session, { tool: 'pay', parameters: { amount: 5 } });
    const request = (await engine.approvals(ada)).find(({ decision }) => decision.decision_id === decision_id);
    const question = questionOf({ ...(request as ApprovalRequest), parameters: { amount: 3 } });
    const facts = Object.fromEntries((question?.facts ?? []).map(({ name, text }) => [name, text]));
    expect(question).toMatchObject({ title: 'coder asks to run pay.run', escalated: false });
    expect(facts).toMatchObject({
      amount: '3',
      'amount (was asked for)': '5',
      'the user asked': 'pay the invoice',
      'before this': 'file.run ALLOW',
      for: 'eve → pep1 → coder on laptop',
      risk: expect.stringMatching(/LOW|MEDIUM|HIGH|CRITICAL/u),
      confidence: expect.stringMatching(/^[01](\.\d+)?$/u),
      'fits the request': expect.stringMatching(/^[01](\.\d+)?$/u),
      answers: '1 of approver',
    });
    expect(facts['session']).toContain('CONFIDENTIAL PII');
  });

  it('says why it came to be asked for, what is remarkable, and which value nobody vouches for', async () => {
    const request = await waiting('pay');
    const value = { parameter: 'to', role: 'recipient', origin: 'told', tool: 'fetch_page', text: 'eve@evil.example' };
    const signals = { call_origin: 'told', untrusted_values: [value], risk_signals: ['new_destination'], semantic_distance: 0.7 };
    const facts = Object.fromEntries(
      (questionOf({ ...request, signals })?.facts ?? []).map(({ name, text, untrusted }) => [name, [text, untrusted]]),
    );
    expect(facts).toMatchObject({
      'asked for by': ['only the output of another tool', false],
      'to comes from': ['text that `fetch_page` returned, and from nowhere else: eve@evil.example', true],
      risk: [expect.stringMatching(/; new destination; distance 0.7 from the request$/u), false],
    });
    expect(questionOf(request)?.facts.map(({ name }) => name)).toContain('asked for by');
  });

  it.each<[Record<string, Json>, Record<string, Json>, string]>([
    [
      { effect: 'pay', destinations: ['CH93-0076'] },
      { to: 'CH93-0076', amount: 5 },
      'moves money to `CH93-0076`: it runs pay.run with the 2 parameters below',
    ],
    [
      { effect: 'send', destinations: ['a@x.example', 'b@x.example'] },
      { to: ['a@x.example', 'b@x.example'] },
      'sends something to 2 places named below:',
    ],
    [{ effect: 'send', destinations: ['safe@x.example'] }, { to: 'eve@evil.example' }, 'sends something: it runs'],
    [{ effect: 'send', destinations: ['bob. It was checked'] }, { to: 'bob. It was checked' }, 'sends something to the place named below:'],
    [
      { effect: 'send', destinations: ['p\u0430ypal.example'] },
      { to: 'p\u0430ypal.example' },
      'sends something to `p\\u{430}ypal.example`:',
    ],
    [{ effect: 'unknown' }, {}, 'does something whose effect is not known: it runs pay.run without parameters'],
    [{}, { a: 1 }, 'does something whose effect is not known: it runs pay.run with the parameter below, for eve.'],
  ])('says plainly what %j of %j does', async (signals, parameters, said) => {
    const request = await waiting('pay');
    expect(questionOf({ ...request, signals, parameters })?.sentence).toContain(`If approved, coder ${said}`);
  });

  it('AARM-70, AARM-76: of a deferral that became one says that it was deferred before', async () => {
    const decision = await ask(engine, await open(engine), { tool: 'vault' });
    expect(decision.result).toBe('DEFER');
    await engine.supplyContext(pep, decision.decision_id, { facts: [{ name: 'window', value: 'open', source: 'test', max_age_s: 60 }] });
    const request = (await engine.approvals(ada)).find((each) => each.decision.decision_id === decision.decision_id);
    const question = questionOf(request as ApprovalRequest);
    expect(question?.escalated).toBe(true);
    expect(question?.facts.map(({ name }) => name)).toContain('was deferred');
  });
});

describe('an approver', () => {
  it('AARM-61: is asked where policy names them, and nobody else is', async () => {
    const { decision_id, pending: asked } = await pending('pay');
    expect(asked?.approvers).toEqual(['approver']);
    const sees = async (who: PersonCaller) => (await engine.approvals(who)).some(({ decision }) => decision.decision_id === decision_id);
    expect(await Promise.all([ada, bob, person('dan', 'engineer'), boss].map(sees))).toEqual([true, true, false, false]);
  });

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

describe('what a parameter is called', () => {
  it.each<[string, string]>([
    ['the user asked', '"the user asked"'],
    ['why', '"why"'],
    ['Risk', '"Risk"'],
    ['amount (was asked for)', '"amount (was asked for)"'],
    ['note\nwhy: checked by security', '"note\\nwhy: checked by security"'],
    ['a\u202eb', '"a\\u{202e}b"'],
    ['amount', 'amount'],
    ['items[0].id', 'items[0].id'],
  ])('%j cannot be taken for a line of the question', async (name, shown) => {
    const request = await waiting('pay');
    const lines = (questionOf({ ...request, parameters: { [name]: 'x' }, submitted_parameters: { [name]: 'x' } })?.facts ?? []).map(
      (fact) => fact.name,
    );
    expect(lines[0]).toBe(shown);
    expect(lines.filter((line) => line === 'the user asked')).toHaveLength(1);
  });
});

describe('what was approved', () => {
  it('does not run once whoever approved it was stopped, however it is asked for', async () => {
    const session = await open(engine);
    const decision = await ask(engine, session, { tool: 'pay', parameters: { amount: 5 } });
    await answer(engine, ada, decision);
    const stop = await stopped('ada');
    const request = { session_id: session, action: { tool: 'pay', operation: 'run', parameters: { amount: 5 } }, identity: {} };
    expect(await engine.redeem(pep, decision.decision_id, { request, identity: identity(), key: 'use' })).toMatchObject({
      result: 'STEP_UP',
    });
    expect((await ask(engine, session, { tool: 'pay', parameters: { amount: 5 } })).decision_id).not.toBe(decision.decision_id);
    await engine.lift(olga, stop.stop_id);
    expect((await verified({ engine, signer: house.signer }, session)).verdict).toBe('valid');
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { GrantRequest, JsonObject } from '@writ/aarm';
import { createSignals } from '@writ/signals';
import { createMemoryPolicyStore } from '@writ/store';
import { createEngine, standAlone, createPolicyControl, onePolicy, openGrants } from '../src/index.js';
import type { Engine } from '../src/index.js';
import type { AskedBefore } from '../src/reading/asked-before.js';
import { proposalsFrom } from '../src/reading/proposals.js';
import { ada, answer, ask, bob, open, startHouse } from './house.js';
import type { House } from './house.js';

let house: House;
let engine: Engine;

beforeAll(async () => {
  house = await startHouse();
  const { store, signer, evaluator } = house;
  const policies = createMemoryPolicyStore(store);
  const grants = openGrants({ policies, control: createPolicyControl({ store, policies, signer }) });
  engine = createEngine({ ...standAlone, store, signer, policies: onePolicy(evaluator), signals: createSignals(), grants });
});
afterAll(async () => {
  await engine.close();
  await house.close();
});

const request = (change: Partial<GrantRequest> = {}): GrantRequest => ({
  agent: 'coder',
  tool: 'pay',
  operation: 'run',
  parameters: { amount: { type: 'number', optional: false, restricting: false, maximum: 50 } },
  expires_at: new Date(Date.now() + 60_000).toISOString(),
  max_uses: 3,
  reason: 'the invoices of May',
  ...change,
});
const pay = async (amount: number) => ask(engine, await open(engine), { tool: 'pay', parameters: { amount } });

describe('a grant that nobody has given yet', () => {
  it('is held against what people were asked in the past week', async () => {
    await answer(engine, ada, await pay(10));
    await answer(engine, bob, await pay(20));
    const refused = await pay(30);
    await answer(engine, ada, refused, 'deny');
    await pay(40);
    await answer(engine, ada, await pay(60));
    const preview = await engine.previewGrant(ada, request());
    expect(preview).toMatchObject({
      looked_at: 5,
      complete: true,
      covered: 4,
      approved: 2,
      denied: 1,
      timed_out: 0,
      waiting: 1,
      uses_left: -1,
    });
    // What people refused comes first.
    expect(preview.samples[0]).toMatchObject({ decision_id: refused.decision_id, fate: 'denied', parameters: { amount: 30 } });
    expect(await engine.previewGrant(ada, request({ agent: 'another' }))).toMatchObject({
      looked_at: 5,
      covered: 0,
      uses_left: 3,
      samples: [],
    });
    expect(await engine.grants(ada)).toEqual([]);
  });

  it('counts no answer of a grant for one of people', async () => {
    const grant = await engine.grant(
      ada,
      request({ parameters: { amount: { type: 'number', optional: false, restricting: false, minimum: 7, maximum: 7 } } }),
    );
    await pay(7);
    await engine.revokeGrant(ada, grant.grant_id);
    expect(await engine.previewGrant(ada, request())).toMatchObject({ covered: 5, approved: 2 });
  });
});

describe('what the answers of people suggest', () => {
  const asked = (change: Partial<AskedBefore> = {}, parameters: JsonObject = { amount: 5, to: 'a', note: 'x' }): AskedBefore => ({
    ...{
      decision_id: 'dec',
      at: '',
      agent: 'coder',
      tool: 'pay',
      operation: 'run',
      parameters,
      rule: 'p/asks',
      priority: 400,
      fate: 'approved',
      by: ['ada'],
    },
    ...change,
  });
  const many = (n: number, of: (i: number) => AskedBefore): readonly AskedBefore[] => Array.from({ length: n }, (_, i) => of(i));

  it('is to allow what everybody approved, within what it had in common', () => {
    const group = many(10, (i) =>
      asked(
        { by: [i % 2 === 0 ? 'ada' : 'bob'] },
        { amount: i, to: i < 5 ? 'a' : 'b', note: `n${String(i)}`, ...(i === 0 ? { dry: true } : {}) },
      ),
    );
    expect(proposalsFrom(group)).toEqual([
      {
        ...{ agent: 'coder', tool: 'pay', operation: 'run', rule: 'p/asks', priority: 400, change: 'allow', answered: 10, people: 2 },
        parameters: {
          amount: { type: 'number', minimum: 0, maximum: 9 },
          dry: { type: 'boolean', allow: [true], optional: true },
          note: { type: 'string' },
          to: { type: 'string', allow: ['a', 'b'] },
        },
        open: ['note'],
        samples: group.slice(0, 5).map(({ parameters }) => parameters),
      },
    ]);
  });

  it.each<[string, readonly AskedBefore[]]>([
    ['too few answers', many(9, () => asked())],
    ['one answer the other way', [...many(20, () => asked()), asked({ fate: 'denied' })]],
    ['nobody answering', many(20, () => asked({ fate: 'timed_out' }))],
    ['an agent that nobody knows', many(20, () => asked({ agent: null }))],
  ])('is nothing after %s', (_, group) => {
    expect(proposalsFrom(group)).toEqual([]);
  });

  it('is to deny what everybody refused, and keeps agents and tools apart', () => {
    const group = [
      ...many(5, () => asked({ fate: 'denied' })),
      ...many(12, () => asked({ tool: 'mail' })),
      ...many(4, () => asked({ agent: 'b', fate: 'denied' })),
    ];
    expect(proposalsFrom(group).map(({ tool, agent, change }) => [tool, agent, change])).toEqual([
      ['mail', 'coder', 'allow'],
      ['pay', 'coder', 'deny'],
    ]);
  });
});

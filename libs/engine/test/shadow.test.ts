import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createSignals } from '@writ/signals';
import { startSignerThread } from '@writ/signer';
import { createMemoryShadowLog, createMemoryStore } from '@writ/store';
import { createEngine, standAlone, onePolicy, startShadow } from '../src/index.js';
import type { Decided, Engine, Evaluator, Shadow, ShadowLog, ShadowOptions, Signer, Store } from '../src/index.js';
import { ask, enrol, identity, open, pep } from './house.js';
import { startPolicy } from './pack.js';

let dir = '';
let active: Evaluator;
let candidate: Evaluator;
let signer: Signer;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'writ-shadow-'));
  [active, candidate, signer] = await Promise.all([
    startPolicy(),
    startPolicy('2', '', [{ id: 'payment', class: 'standard_allow', result: 'ALLOW', tool: 'pay' }]),
    startSignerThread({ keyFile: join(dir, 'key.json') }),
  ]);
});
afterAll(async () => {
  await Promise.all([active.close(), candidate.close(), signer.close()]);
  await rm(dir, { recursive: true, force: true });
});

interface Shaded {
  readonly engine: Engine;
  readonly store: Store;
  readonly log: ShadowLog;
  readonly shadow: Shadow;
}

async function shaded(change: Partial<ShadowOptions> = {}, version: Evaluator | null = candidate): Promise<Shaded> {
  const [store, log] = [createMemoryStore(), createMemoryShadowLog()];
  await enrol(store);
  const signals = createSignals();
  const shadow = startShadow({ policies: { shadow: () => version }, signals, log, ...change });
  return { engine: createEngine({ ...standAlone, store, signer, policies: onePolicy(active), signals, shadow }), store, log, shadow };
}

const counted = async ({ log, shadow }: Shaded): Promise<readonly string[]> => {
  await shadow.flush();
  const counts = await log.counts('acme', candidate.terms.hash, { limit: 10 });
  return counts.map(({ tool, result, shadow_result, count }) => `${tool} ${result} ${shadow_result} ${count.toString()}`).sort();
};

describe('a version in shadow', () => {
  it('decides what was decided, beside it: the answers and the record are those of the active version', async () => {
    const house = await shaded();
    const session = await open(house.engine);
    const results = [];
    for (const [amount, tool] of ['file', 'pay', 'pay', 'disk'].entries())
      results.push(await ask(house.engine, session, { tool, parameters: { amount } }));
    expect(results.map(({ result }) => result)).toEqual(['ALLOW', 'STEP_UP', 'STEP_UP', 'DENY']);
    expect(await counted(house)).toEqual(['disk DENY DENY 1', 'file ALLOW ALLOW 1', 'pay STEP_UP ALLOW 2']);
    const [most] = await house.log.counts('acme', candidate.terms.hash, { limit: 1 });
    expect(most).toMatchObject({
      active: active.terms.hash,
      rule: 'engine/payment',
      shadow_rule: 'engine/payment',
      decision_id: results[2]?.decision_id,
    });
    expect(await house.store.receipts('acme', session)).toHaveLength(5);
    expect(await house.log.loss('acme', candidate.terms.hash)).toMatchObject({ dropped: 0, failed: 0 });
    await house.shadow.close();
  });

  it('counts a decision once, however often it is asked for', async () => {
    const house = await shaded();
    const session = await open(house.engine);
    for (let i = 0; i < 3; i++) await ask(house.engine, session, { tool: 'file', key: 'same' });
    expect(await counted(house)).toEqual(['file ALLOW ALLOW 1']);
    await house.shadow.close();
  });

  it('knows an identity that was not verified as such', async () => {
    const house = await shaded();
    const session = await open(house.engine);
    await ask(house.engine, session, { tool: 'pay', identity: identity({ verified: false, failure: 'the token expired' }) });
    expect(await counted(house)).toEqual(['pay DENY DENY 1']);
    await house.shadow.close();
  });

  it('costs nothing and counts nothing where there is none', async () => {
    const house = await shaded({}, null);
    await ask(house.engine, await open(house.engine), { tool: 'file' });
    expect(await counted(house)).toEqual([]);
    await house.shadow.close();
  });

  it('changes nothing where it cannot be asked, and counts what it missed', async () => {
    const broken: Evaluator = {
      ...candidate,
      terms: candidate.terms,
      rules: candidate.rules,
      decide: async () => Promise.reject(new Error('down')),
    };
    const house = await shaded({}, broken);
    expect((await ask(house.engine, await open(house.engine), { tool: 'file' })).result).toBe('ALLOW');
    expect(await counted(house)).toEqual([]);
    expect(await house.log.loss('acme', candidate.terms.hash)).toMatchObject({ dropped: 0, failed: 1 });
    await house.shadow.close();
  });

  it('drops what its queue cannot hold, and says how much', async () => {
    const held: Decided[] = [];
    const { engine, store } = await shaded({}, null);
    const session = await open(engine);
    const watched = createEngine({
      ...standAlone,
      store,
      signer,
      evaluator: active,
      signals: createSignals(),
      shadow: { observe: (decided) => held.push(decided) },
    });
    await ask(watched, session, { tool: 'file' });
    const house = await shaded({ most: 3 });
    for (let i = 0; i < 10; i++) for (const decided of held) house.shadow.observe(decided);
    expect(await counted(house)).toEqual(['file ALLOW ALLOW 3']);
    expect(await house.log.loss('acme', candidate.terms.hash)).toMatchObject({ dropped: 7, failed: 0 });
    await house.shadow.close();
    await watched.close();
  });

  it('says what was lost while its counts could not be stored', async () => {
    const log = createMemoryShadowLog();
    const state = { down: true };
    const add: ShadowLog['add'] = async (...rows) => (state.down ? Promise.reject(new Error('away')) : log.add(...rows));
    const house = { ...(await shaded({ log: { add } })), log };
    await house.engine.openSession(
      pep,
      { host_session_id: 'away', agent_type: 'test', user_request: { text: 'x' }, identity: {} },
      identity(),
    );
    await ask(house.engine, await open(house.engine), { tool: 'file' });
    await house.shadow.flush();
    state.down = false;
    expect(await counted(house)).toEqual([]);
    expect(await log.loss('acme', candidate.terms.hash)).toMatchObject({ dropped: 0, failed: 1 });
    await house.shadow.close();
  });
});

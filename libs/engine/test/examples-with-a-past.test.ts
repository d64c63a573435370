import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Decision, JsonObject } from '@writ/aarm';
import { compilePacks, resolveOpa, startEvaluator } from '@writ/policy';
import { createSignals } from '@writ/signals';
import { startSignerThread } from '@writ/signer';
import { createMemoryStore } from '@writ/store';
import { createEngine, standAlone } from '../src/index.js';
import type { Engine, Evaluator, Signer, Store } from '../src/index.js';
import { ada, answer, enrol, identity, open, pep, verified } from './house.js';

const packs = [fileURLToPath(new URL('../../../docs/examples/with-a-past', import.meta.url))];

let root: string;
let store: Store;
let signer: Signer;
let evaluator: Evaluator;
let engine: Engine;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'writ-examples-'));
  store = createMemoryStore();
  [signer, evaluator] = await Promise.all([
    startSignerThread({ keyFile: join(root, 'key.json') }),
    compilePacks({ packs, opa: resolveOpa, outDir: join(root, 'compiled') }).then(async (policy) => startEvaluator(policy)),
  ]);
  await enrol(store);
  engine = createEngine({ ...standAlone, store, signer, evaluator, signals: createSignals() });
}, 120_000);
afterAll(async () => {
  await engine.close();
  await Promise.all([evaluator, signer, store].map(async (part) => part.close()));
  await rm(root, { recursive: true, force: true });
});

type Act = (name: string, parameters?: JsonObject) => Promise<Decision>;

/** A session, and what it does step by step: `tool.operation` with parameters. */
async function session(): Promise<{ readonly id: string; readonly act: Act; readonly said: (...of: Parameters<Act>) => Promise<string> }> {
  const id = await open(engine, { text: 'look after the shop' });
  const act: Act = async (name, parameters = {}) => {
    const [tool = '', operation = ''] = name.split('.');
    return engine.authorize(pep, { session_id: id, action: { tool, operation, parameters }, identity: {} }, identity(), null);
  };
  const said = async (...of: Parameters<Act>): Promise<string> => {
    const { result, policy } = await act(...of);
    return result === 'ALLOW' ? result : `${result} by ${policy.policy_id}`;
  };
  return { id, act, said };
}

const refund = (order: string, amount: number): JsonObject => ({ order, amount });
const transfer = (payee: string, amount: number): JsonObject => ({ payee, amount });

describe('the usual temporal policies, in sessions that have a past', () => {
  it('refund an order once, after it was read, within the budget of a day', async () => {
    const { id, said } = await session();
    expect(await said('orders.refund', refund('o1', 20))).toBe('DENY by with-a-past/refund_after_reading');
    for (const order of ['o1', 'o2']) expect(await said('orders.get', { order })).toBe('ALLOW');
    expect(await said('orders.refund', refund('o1', 450))).toBe('ALLOW');
    expect(await said('orders.refund', refund('o1', 10))).toBe('DENY by with-a-past/refund_once');
    expect(await said('orders.refund', refund('o2', 51))).toBe('DENY by with-a-past/refund_budget');
    expect(await said('orders.refund', refund('o2', 50))).toBe('ALLOW');
    expect((await verified({ engine, signer }, id)).verdict).toBe('valid');
  });

  it('share one budget between tools, and count what ran alone', async () => {
    const { said } = await session();
    expect(await said('mail.send_campaign')).toBe('ALLOW');
    expect(await said('mail.send_campaign')).toBe('DENY by with-a-past/one_campaign_at_a_time');
    for (let count = 0; count < 10; count += 1) {
      expect(await said('mail.send')).toBe('ALLOW');
      expect(await said('sms.send')).toBe('ALLOW');
    }
    expect(await said('mail.send')).toBe('DENY by with-a-past/shared_budget');
    expect(await said('sms.send')).toBe('DENY by with-a-past/shared_budget');
  });

  it('post nothing after an export, deploy only after tests, and reset three times', async () => {
    const { said } = await session();
    expect(await said('ci.deploy')).toBe('DENY by with-a-past/deploy_after_tests');
    expect(await said('ci.run_tests')).toBe('ALLOW');
    expect(await said('ci.deploy')).toBe('ALLOW');
    for (let count = 0; count < 3; count += 1) expect(await said('accounts.reset_password')).toBe('ALLOW');
    expect(await said('accounts.reset_password')).toBe('DENY by with-a-past/few_resets');
    expect(await said('web.post')).toBe('ALLOW');
    expect(await said('customers.export')).toBe('DENY by with-a-past/unasked_export');
    expect(await said('web.post')).toBe('ALLOW');
  });

  it('look at the third transfer to a payee, and at what follows much of it', async () => {
    const { act, said } = await session();
    for (let count = 0; count < 2; count += 1) expect(await said('bank.transfer', transfer('p1', 10))).toBe('ALLOW');
    const asked = await act('bank.transfer', transfer('p1', 990));
    expect(asked).toMatchObject({ result: 'STEP_UP', policy: { policy_id: 'with-a-past/often_to_one_payee' } });
    expect(await said('bank.transfer', transfer('p2', 10))).toBe('ALLOW');
    expect((await answer(engine, ada, asked)).result).toBe('ALLOW');
    expect(await said('bank.transfer', transfer('p3', 10))).toBe('STEP_UP by with-a-past/much_in_a_day');
  });
});

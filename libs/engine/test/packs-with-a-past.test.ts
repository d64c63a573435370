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
import { ada, answer, bob, enrol, identity, pep, verified } from './house.js';

const packs = ['baseline', 'payments', 'communications'].map((name) =>
  fileURLToPath(new URL(`../../../policies/${name}`, import.meta.url)),
);

let root: string;
let store: Store;
let signer: Signer;
let evaluator: Evaluator;
let engine: Engine;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'writ-packs-'));
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

const REQUEST = { text: 'read the orders, refund them, and pay the open invoices by transfer; write a mail to the team about each' };

let people = 0;
/** A session, and what it does step by step: `tool.operation` with parameters. */
async function day(): Promise<{ readonly id: string; readonly act: (name: string, parameters?: JsonObject) => Promise<Decision> }> {
  // Somebody of their own: what they did in other sessions counts too.
  const human = `eve-${(people += 1).toString()}`;
  const request = { host_session_id: human, agent_type: 'test', user_request: REQUEST, identity: {} };
  const id = (await engine.openSession(pep, request, identity({}, human))).session.session_id;
  const act = async (name: string, parameters: JsonObject = {}): Promise<Decision> => {
    const [tool = '', operation = ''] = name.split('.');
    return engine.authorize(pep, { session_id: id, action: { tool, operation, parameters }, identity: {} }, identity({}, human), null);
  };
  return { id, act };
}

const said = ({ result, policy }: Decision): string => `${result} by ${policy.policy_id}`;
const pay = (amount: number, more: JsonObject = {}): JsonObject => ({ amount, currency: 'EUR', to: 'vendor-1', ...more });

describe('the packs with a past, in sessions that have one', () => {
  it('refund an order once it was read, and ask before it is refunded again', async () => {
    const { id, act } = await day();
    expect(said(await act('payments.refund', { amount: 20, order: 'o1' }))).toBe('DENY by payments/deny_refund_unread');
    expect((await act('orders.get', { order: 'o1' })).result).toBe('ALLOW');
    expect(said(await act('payments.refund', { amount: 20, order: 'o2' }))).toBe('DENY by payments/deny_refund_unread');
    expect((await act('payments.refund', { amount: 20, order: 'o1' })).result).toBe('ALLOW');
    expect(said(await act('payments.refund', { amount: 20, order: 'o1' }))).toBe('STEP_UP by payments/approve_second_refund');
    expect((await verified({ engine, signer }, id)).verdict).toBe('valid');
  });

  it('pay an invoice once, whatever was paid in between', async () => {
    const { act } = await day();
    expect((await act('payments.transfer', pay(50, { invoice: 'INV-1' }))).result).toBe('ALLOW');
    expect((await act('payments.transfer', pay(50, { invoice: 'INV-2' }))).result).toBe('ALLOW');
    expect(said(await act('payments.transfer', pay(50, { invoice: 'INV-1' })))).toBe('DENY by payments/deny_same_invoice');
    expect(await act('payments.transfer', pay(50, { invoice: 'inv-1' }))).toMatchObject({
      result: 'DENY',
      reason: { code: 'parameter_invalid' },
    });
  });

  it('ask for a payee once; what was approved counts, and split payments are seen', async () => {
    const { act } = await day();
    const first = await act('payments.transfer', pay(600));
    expect(said(first)).toBe('STEP_UP by payments/approve_new_payee');
    expect((await answer(engine, ada, first)).result).toBe('ALLOW');
    expect((await act('payments.transfer', pay(300))).result).toBe('ALLOW');
    expect(said(await act('payments.transfer', pay(100)))).toBe('STEP_UP by payments/approve_split_payment');
  });

  it('share the budget of the day between tools', async () => {
    const { act } = await day();
    for (const to of ['a', 'b']) {
      const asked = await act('payments.transfer', pay(4900, { to }));
      expect(said(asked)).toBe('STEP_UP by payments/approve_larger_payment');
      expect((await answer(engine, ada, asked)).result).toBe('ALLOW');
    }
    expect(said(await act('vouchers.buy', { amount: 201 }))).toBe('DENY by payments/deny_over_day_budget');
    expect(said(await act('payments.transfer', pay(201)))).toBe('DENY by payments/deny_over_day_budget');
    expect((await act('vouchers.buy', { amount: 50 })).result).toBe('ALLOW');
  });

  it('have two people look at what is paid after bank details were changed', async () => {
    const { act } = await day();
    expect((await act('payments.transfer', pay(50))).result).toBe('ALLOW');
    expect((await act('payees.update_iban', { to: 'vendor-1', iban: 'new' })).result).toBe('ALLOW');
    const asked = await act('payments.transfer', pay(50));
    expect(said(asked)).toBe('STEP_UP by payments/approve_after_bank_details');
    expect((await answer(engine, ada, asked)).result).toBe('STEP_UP');
    expect((await answer(engine, bob, asked)).result).toBe('ALLOW');
  });

  it('ask after so many payments and messages in a short time, also after those that were denied', async () => {
    const { act } = await day();
    for (let count = 0; count < 5; count += 1) await act('payments.transfer', pay(10, { currency: 'XBT' }));
    expect(said(await act('payments.transfer', pay(10)))).toBe('STEP_UP by payments/approve_rapid_payments');
    const mail = { to: 'ann@corp.example', subject: 'orders', body: 'done' };
    for (let count = 0; count < 30; count += 1) expect((await act('email.send', mail)).result).toBe('ALLOW');
    expect(said(await act('email.send', mail))).toBe('STEP_UP by communications/approve_many_messages');
  });
});

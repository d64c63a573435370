import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { compilePacks, resolveOpa, startEvaluator } from '@writ/policy';
import { createSignals } from '@writ/signals';
import { startSignerThread } from '@writ/signer';
import { createMemoryStore } from '@writ/store';
import { createEngine, standAlone } from '../src/index.js';
import type { Engine, Evaluator, Signer, Store } from '../src/index.js';
import { ada, answer, ask, enrol, open, verified } from './house.js';

const MANIFEST = (window: number): string => `
id: shop
version: "1"
title: rules with a past
trackers:
  - { id: orders_read, applies_to: [{ tool: orders, operation: '*' }], key: order_id }
  - { id: refunds, applies_to: [{ tool: refund }], key: order_id, sum: amount, window_s: ${window.toString()} }
  - { id: spent, applies_to: [{ tool: refund }, { tool: voucher }], sum: amount, window_s: ${window.toString()} }
`;
const TOOLS = `
- { tool: orders, operation: '*', effect: read, output: { level: PUBLIC, labels: [] } }
- { tool: refund, operation: '*', effect: pay, parameters: { amount: { type: number }, order_id: { type: string } } }
- { tool: voucher, operation: '*', effect: pay, parameters: { amount: { type: number } } }
- { tool: transfer, operation: '*', effect: pay }
`;

const rule = (
  id: string,
  {
    tools,
    class: class_,
    result,
    body,
    custom = '',
  }: Readonly<Record<'tools' | 'class' | 'result' | 'body', string>> & { readonly custom?: string },
) => `# METADATA
# scope: package
# title: ${id}
# description: a rule of the tests
# custom:
#   id: ${id}
#   class: ${class_}
#   result: ${result}
#   overridable: false
#   applies_to: [${tools}]
${custom}package writ.rules.${id}

import data.writ.lib.temporal

outcome := {"reason": "${id}"} if ${body}
`;
const DENY = { class: 'context_dependent_deny', result: 'DENY' } as const;
const RULES = {
  reading: rule('reading', { tools: '{"tool": "orders"}', class: 'standard_allow', result: 'ALLOW', body: 'true' }).replace(
    'import data.writ.lib.temporal\n',
    '',
  ),
  paying: rule('paying', {
    tools: '{"tool": "refund"}, {"tool": "voucher"}',
    class: 'standard_allow',
    result: 'ALLOW',
    body: 'true',
  }).replace('import data.writ.lib.temporal\n', ''),
  asking: rule('asking', {
    tools: '{"tool": "refund"}',
    class: 'standard_deny',
    result: 'STEP_UP',
    body: 'input.action.parameters.amount > 70',
    custom: '#   approvers: ["approver"]\n#   parameters: {"amount": {"type": "number"}}\n',
  }).replace('import data.writ.lib.temporal\n', ''),
  read_first: rule('read_first', {
    tools: '{"tool": "refund"}',
    ...DENY,
    body: 'not temporal.happened_before_with_same(input.context.tracked.orders_read)',
  }),
  once_an_order: rule('once_an_order', {
    tools: '{"tool": "refund"}',
    ...DENY,
    body: 'temporal.happened_before_with_same(input.context.tracked.refunds)',
  }),
  budget: rule('budget', {
    tools: '{"tool": "refund"}, {"tool": "voucher"}',
    ...DENY,
    body: 'temporal.over_budget(input.context.tracked.spent, input.action.parameters.amount, 100)',
    custom: '#   parameters: {"amount": {"type": "number"}}\n',
  }),
};

let root: string;
let signer: Signer;
let store: Store;
const evaluators: Evaluator[] = [];
const engines: Engine[] = [];

async function start(name: string, window: number): Promise<Engine> {
  const folder = join(root, name, 'shop');
  await mkdir(join(folder, 'rules'), { recursive: true });
  await writeFile(join(folder, 'pack.yaml'), MANIFEST(window));
  await writeFile(join(folder, 'tools.yaml'), TOOLS);
  for (const [id, text] of Object.entries(RULES)) {
    await writeFile(join(folder, `rules/${id}.rego`), text);
    await writeFile(join(folder, `rules/${id}_test.rego`), `package writ.rules.${id}_test\n\ntest_nothing if true\n`);
  }
  const evaluator = await startEvaluator(await compilePacks({ packs: [folder], opa: resolveOpa, outDir: join(root, 'compiled') }));
  evaluators.push(evaluator);
  const engine = createEngine({ ...standAlone, store, signer, evaluator, signals: createSignals() });
  engines.push(engine);
  return engine;
}

let shop: Engine;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'writ-trackers-'));
  store = createMemoryStore();
  signer = await startSignerThread({ keyFile: join(root, 'key.json') });
  await enrol(store);
  shop = await start('first', 3600);
}, 60_000);
afterAll(async () => {
  await Promise.all(engines.map(async (engine) => engine.close()));
  await Promise.all([...evaluators, signer, store].map(async (part) => part.close()));
  await rm(root, { recursive: true, force: true });
});

const refund = (order_id: string, amount: number) => ({ tool: 'refund', parameters: { order_id, amount } });
const read = (order_id: string) => ({ tool: 'orders', parameters: { order_id } });

describe('rules with a past', () => {
  it('allow a refund only after the order was read, and once', async () => {
    const session = await open(shop);
    expect(await ask(shop, session, refund('o1', 10))).toMatchObject({ result: 'DENY', reason: { message: 'read_first' } });
    await ask(shop, session, read('o1'));
    expect(await ask(shop, session, refund('o2', 10))).toMatchObject({ result: 'DENY', reason: { message: 'read_first' } });
    expect((await ask(shop, session, refund('o1', 10))).result).toBe('ALLOW');
    expect(await ask(shop, session, refund('o1', 10))).toMatchObject({ result: 'DENY', reason: { message: 'once_an_order' } });
    expect((await verified({ engine: shop, signer }, session)).verdict).toBe('valid');
  });

  it('share one budget between tools; what was denied spends nothing, what was approved does', async () => {
    const session = await open(shop);
    await ask(shop, session, read('o1'));
    await ask(shop, session, read('o2'));
    expect((await ask(shop, session, { tool: 'voucher', parameters: { amount: 120 } })).result).toBe('DENY');
    const waiting = await ask(shop, session, refund('o1', 80));
    expect(waiting.result).toBe('STEP_UP');
    expect((await ask(shop, session, { tool: 'voucher', parameters: { amount: 15 } })).result).toBe('ALLOW');
    expect((await answer(shop, ada, waiting)).result).toBe('ALLOW');
    expect(await ask(shop, session, { tool: 'voucher', parameters: { amount: 6 } })).toMatchObject({
      result: 'DENY',
      reason: { message: 'budget' },
    });
    expect((await ask(shop, session, { tool: 'voucher', parameters: { amount: 5 } })).result).toBe('ALLOW');
  });

  it('count alike in another process, from the entries alone', async () => {
    const session = await open(shop);
    await ask(shop, session, read('o1'));
    await ask(shop, session, refund('o1', 60));
    const again = await start('first', 3600);
    expect(await ask(again, session, refund('o1', 1))).toMatchObject({ result: 'DENY', reason: { message: 'once_an_order' } });
    expect(await ask(again, session, { tool: 'voucher', parameters: { amount: 41 } })).toMatchObject({ result: 'DENY' });
    expect((await ask(again, session, { tool: 'voucher', parameters: { amount: 40 } })).result).toBe('ALLOW');
  });

  it('AARM-38: defer, naming the tracker, in a session that began under other trackers', async () => {
    const session = await open(shop);
    await ask(shop, session, read('o1'));
    const next = await start('second', 60);
    const deferred = await ask(next, session, refund('o1', 10));
    expect(deferred).toMatchObject({ result: 'DEFER', reason: { code: 'insufficient_context' } });
    expect(deferred.missing).toEqual(expect.arrayContaining(['tracked.refunds', 'tracked.spent']));
    const fresh = await open(next);
    await ask(next, fresh, read('o1'));
    expect((await ask(next, fresh, refund('o1', 10))).result).toBe('ALLOW');
  });
});

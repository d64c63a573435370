import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Decision } from '@writ/aarm';
import { compilePacks, resolveOpa, startEvaluator } from '@writ/policy';
import { createSignals, httpEmbedder, packageEmbedder } from '@writ/signals';
import { createEngine, standAlone, distanceBy } from '../src/index.js';
import type { Embedder, Engine, Evaluator } from '../src/index.js';
import { ask, open, startHouse } from './house.js';
import type { House } from './house.js';

const REQUEST = { text: 'Read the sales figures of May, compare them with April and write a sales report about it' };
const HONEST = ['read_sales_figures', 'compare_sales', 'write_sales_report', 'read_sales_figures'];
/** Each a small step from the one before. */
const DIVERGING = [
  ...['read_sales_figures', 'read_sales_figures', 'read_sales_report', 'read_customer_report', 'list_customers'],
  ...['read_staff_list', 'read_home_addresses'],
];

let house: House;
let evaluator: Evaluator;
let embedder: Embedder;
let engine: Engine;
let folder: string;

/** The pack that comes with Writ, with a profile that asks. */
beforeAll(async () => {
  house = await startHouse();
  folder = await mkdtemp(join(tmpdir(), 'writ-drift-'));
  await cp(fileURLToPath(new URL('../../../policies/intent', import.meta.url)), join(folder, 'intent'), { recursive: true });
  const manifest = join(folder, 'intent/pack.yaml');
  await writeFile(manifest, (await readFile(manifest, 'utf8')).replace('then: signal', 'then: STEP_UP'));
  evaluator = await startEvaluator(await compilePacks({ packs: [join(folder, 'intent')], opa: resolveOpa, outDir: join(folder, 'out') }));
  embedder = packageEmbedder();
  const { store, signer } = house;
  engine = createEngine({ ...standAlone, store, signer, evaluator, signals: createSignals(), embedder, distanceBudgetMs: 5000 });
}, 60_000);
afterAll(async () => {
  await engine.close();
  await Promise.all([embedder.close(), evaluator.close()]);
  await house.close();
  await rm(folder, { recursive: true, force: true });
});

async function run(tools: readonly string[], on = engine): Promise<readonly Decision[]> {
  const session = await open(on, REQUEST);
  const decisions: Decision[] = [];
  for (const [i, tool] of tools.entries())
    decisions.push(await ask(on, session, { tool, parameters: { of: i % 2 === 0 ? 'May' : 'April' } }));
  return decisions;
}
const signalsOf = async (decision: Decision): Promise<Record<string, unknown>> => {
  const entries = await house.store.entries('acme', decision.session_id, -1);
  const bodies = entries.map(({ body }) => JSON.parse(body) as { kind: string; decision_id?: string; signals?: Record<string, unknown> });
  return bodies.find((body) => body.kind === 'decision' && body.decision_id === decision.decision_id)?.signals ?? {};
};

describe('semantic distance', () => {
  it('AARM-123: is one minus the cosine of request and action, in the entry with the model that gave it', async () => {
    const [near] = await run(HONEST);
    const [far] = await run(['unlock_garage_door']);
    const [nearBy, farBy] = [await signalsOf(near as Decision), await signalsOf(far as Decision)];
    expect(nearBy).toMatchObject({ semantic_distance: expect.any(Number), distance_model: 'use-lite-en/0.2.0', drift: 0 });
    expect(Number(nearBy['semantic_distance'])).toBeLessThan(0.5);
    expect(Number(farBy['semantic_distance'])).toBeGreaterThan(Number(nearBy['semantic_distance']) + 0.2);
  }, 30_000);

  it('AARM-124: of a session that diverges asks, and each action was under the threshold of one', async () => {
    const decisions = await run(DIVERGING);
    const results = decisions.map(({ result }) => result);
    expect(results.slice(0, 3)).toEqual(['ALLOW', 'ALLOW', 'ALLOW']);
    expect(results.at(-1)).toBe('STEP_UP');
    const asked = decisions.find(({ result }) => result === 'STEP_UP');
    expect(asked?.policy.policy_id).toBe('intent/ask_after_drift');
    const said = await signalsOf(asked as Decision);
    expect(Number(said['semantic_distance'])).toBeLessThan(0.76);
    expect(said['risk_signals']).toContain('drift');
  }, 30_000);

  it('leaves a long honest session alone', async () => {
    const decisions = await run(Array.from({ length: 40 }, (_, i) => HONEST[i % HONEST.length] ?? ''));
    expect(new Set(decisions.map(({ result }) => result))).toEqual(new Set(['ALLOW']));
  }, 30_000);

  it('never makes a decision laxer, and defers nothing where nobody measures', async () => {
    const { store, signer } = house;
    const blind = createEngine({ ...standAlone, store, signer, evaluator, signals: createSignals() });
    const unmeasured = await run(DIVERGING, blind);
    await blind.close();
    expect(new Set(unmeasured.map(({ result }) => result))).toEqual(new Set(['ALLOW']));
    expect(await signalsOf(unmeasured[0] as Decision)).not.toHaveProperty('semantic_distance');
  }, 30_000);
});

describe('an embedding server', () => {
  const vectors = (texts: readonly string[]) => ({
    data: texts.map((text) => ({ embedding: text.startsWith('pay') ? [0, 1] : [1, 0.1] })),
  });
  const action = { action_id: 'a', timestamp: '', tool: 'pay_bill', operation: 'call', original_tool: null, call_id: null, parameters: {} };
  const measured = async (answer: (texts: readonly string[]) => { status?: number; body: string; after?: number }): Promise<unknown> => {
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const said = answer((JSON.parse(body) as { input: string[] }).input);
        setTimeout(() => {
          response.writeHead(said.status ?? 200, said.status === 302 ? { location: '/elsewhere' } : {}).end(said.body);
        }, said.after ?? 0);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/v1/embeddings`;
    const distance = distanceBy(httpEmbedder({ url, model: 'mine' }), { signals: createSignals(), budget_ms: 100 });
    try {
      return await distance.measure({ request: { available: true, text: 'read the report', reason: null } }, action);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  };

  it('measures', async () => {
    expect(await measured((texts) => ({ body: JSON.stringify(vectors(texts)) }))).toEqual({ distance: 0.9, model: 'mine' });
  });

  it.each<[string, Parameters<typeof measured>[0]]>([
    ['is slow', (texts) => ({ body: JSON.stringify(vectors(texts)), after: 400 })],
    ['is broken', () => ({ status: 500, body: 'no' })],
    ['redirects', () => ({ status: 302, body: '' })],
    ['answers nonsense', () => ({ body: '<html>' })],
    ['gives too few vectors', () => ({ body: '{"data":[]}' })],
    ['gives no numbers', () => ({ body: '{"data":[{"embedding":["a","b"]}]}' })],
    ['gives zeros', (texts) => ({ body: JSON.stringify({ data: texts.map(() => ({ embedding: [0, 0] })) }) })],
  ])('that %s measures nothing, and nobody waits for it', async (_, answer) => {
    const started = performance.now();
    expect(await measured(answer)).toBeNull();
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

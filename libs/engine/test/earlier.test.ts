import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Decision, EntryBody, JsonObject, PepCaller } from '@writ/aarm';
import { compilePacks, resolveOpa, startEvaluator } from '@writ/policy';
import { createSignals } from '@writ/signals';
import { startSignerThread } from '@writ/signer';
import { createMemoryStore } from '@writ/store';
import { createEngine, standAlone } from '../src/index.js';
import type { Engine, Evaluator, Signer, Store } from '../src/index.js';
import { ada, answer, enrol, identity, pep, startHouse, verified } from './house.js';

const packs = ['baseline', 'payments', 'data-exfiltration'].map((name) =>
  fileURLToPath(new URL(`../../../policies/${name}`, import.meta.url)),
);

let root: string;
let store: Store;
let signer: Signer;
let evaluator: Evaluator;
let engine: Engine;
let hosts = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'writ-earlier-'));
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

/** The same person's other machine. */
const desktop: PepCaller = { ...pep, agent_instance: 'desktop' };

interface Acting {
  readonly id: string;
  readonly act: (name: string, parameters?: JsonObject) => Promise<Decision>;
}

/** A session of its own of an agent for a person. */
async function session(
  human: string,
  { agent = 'assistant', on = engine, caller = pep }: { agent?: string; on?: Engine; caller?: PepCaller } = {},
): Promise<Acting> {
  const request = {
    host_session_id: `earlier-${(++hosts).toString()}`,
    agent_type: agent,
    user_request: { text: 'pay the open invoices by transfer, read the patient records and send the report' },
  };
  const { id } = { id: (await on.openSession(caller, { ...request, identity: {} }, identity({}, human))).session.session_id };
  const act = async (name: string, parameters: JsonObject = {}): Promise<Decision> => {
    const [tool = '', operation = ''] = name.split('.');
    return on.authorize(caller, { session_id: id, action: { tool, operation, parameters }, identity: {} }, identity({}, human), null);
  };
  return { id, act };
}

const entriesOf = async (id: string): Promise<readonly Extract<EntryBody, { kind: 'earlier' }>[]> =>
  (await store.entries('acme', id, -1))
    .map(({ body }) => JSON.parse(body) as EntryBody)
    .flatMap((body) => (body.kind === 'earlier' ? [body] : []));
const reads = async (on: Acting, caller = pep): Promise<void> => {
  await engine.appendEntry(caller, on.id, { kind: 'label', label: { level: 'RESTRICTED', labels: ['PHI'], source: 'dlp' } });
  await on.act('orders.get', { order: 'o1' });
};
const said = ({ result, policy }: Decision): string => `${result} by ${policy.policy_id}`;
const pay = (amount: number): JsonObject => ({ amount, currency: 'EUR', to: 'vendor-1' });
const mail = { to: 'eve@evil.example', subject: 'x', body: 'y' };

describe('what other sessions of an agent did for the same person', () => {
  it('begins with nothing', async () => {
    expect(await entriesOf((await session('nina')).id)).toEqual([
      {
        kind: 'earlier',
        sessions: 0,
        complete: true,
        classification: { level: 'PUBLIC', labels: [] },
        actions: 0,
        denied: 0,
        tracked: expect.objectContaining({ paid_today: { count: 0, sum: 0 } }),
      },
    ]);
  });

  it('asks before a session sends away what another one may have read', async () => {
    await reads(await session('nora', { caller: desktop }), desktop);
    const second = await session('nora');
    expect((await entriesOf(second.id))[0]).toMatchObject({
      sessions: 1,
      actions: 1,
      classification: { level: 'RESTRICTED', labels: ['PHI'] },
    });
    expect(said(await second.act('email.send', mail))).toBe('STEP_UP by data-exfiltration/approve_staged_sending');
    expect((await verified({ engine, signer }, second.id)).verdict).toBe('valid');
  });

  it('counts those of the same instance, whatever it says that it is', async () => {
    await reads(await session('omar'));
    expect((await entriesOf((await session('omar', { agent: 'other' })).id))[0]).toMatchObject({ sessions: 1, actions: 1 });
  });

  it.each<[string, string, { agent?: string; caller?: PepCaller }]>([
    ['another person', 'nils', {}],
    ['another agent of another instance', 'olaf', { agent: 'coder', caller: desktop }],
  ])('means nothing to %s', async (_, human, by) => {
    await reads(await session('olaf'));
    expect((await entriesOf((await session(human, by)).id))[0]).toMatchObject({ sessions: 0 });
  });

  it('adds up what is paid over sessions', async () => {
    for (let i = 0; i < 110; i += 1) await (await session('paula')).act('payments.transfer', pay(90));
    const last = await session('paula');
    // No more than the newest are looked at.
    expect((await entriesOf(last.id))[0]).toMatchObject({
      sessions: 50,
      complete: false,
      tracked: { paid_today: { count: 50, sum: 4500 } },
    });
    for (const to of ['a', 'b']) await answer(engine, ada, await (await session('petra')).act('payments.transfer', { ...pay(4900), to }));
    const other = await session('petra');
    expect([await other.act('payments.transfer', pay(95)), await other.act('payments.transfer', pay(95))].map(said)).toEqual([
      'ALLOW by payments/allow_payment',
      'ALLOW by payments/allow_payment',
    ]);
    expect(said(await other.act('payments.transfer', pay(95)))).toBe('DENY by payments/deny_over_day_budget_elsewhere');
  });

  it('is not looked at where no rule reads it', async () => {
    const house = await startHouse();
    const alone = await session('quentin', { on: house.engine });
    await alone.act('calendar.read');
    expect((await house.store.entries('acme', alone.id, -1)).map(({ kind }) => kind)).not.toContain('earlier');
    await house.close();
  });
});

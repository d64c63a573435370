import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Decision, EntryBody, JsonObject, OpenSession, PepCaller, SubmittedEntry, VerifiedIdentity } from '@writ/aarm';
import { compilePacks, resolveOpa, startEvaluator } from '@writ/policy';
import { createSignals } from '@writ/signals';
import { startSignerThread } from '@writ/signer';
import { migrate, openPostgresRecordings, openPostgresStore, provision, startPostgres } from '@writ/store';
import type { RunningPostgres } from '@writ/store';
import { createEngine, replay, standAlone } from '../src/index.js';
import type { Engine, Evaluator, Recordings, Signer, Store } from '../src/index.js';
import { identity, pep, problem, sleep, verified } from './house.js';
import { startPolicy } from './pack.js';

const packs = ['baseline', 'data-exfiltration'].map((name) => fileURLToPath(new URL(`../../../policies/${name}`, import.meta.url)));
const MINUTE = 60_000;

let root: string;
let postgres: RunningPostgres;
let store: Store;
let recordings: Recordings;
let signer: Signer;
let evaluator: Evaluator;
const engines: Engine[] = [];
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'writ-inheritance-'));
  postgres = await startPostgres({ dataDir: join(root, 'data') });
  await migrate({ url: postgres.url });
  const { appUrl } = await provision({ url: postgres.url });
  store = await openPostgresStore({ url: appUrl });
  recordings = openPostgresRecordings({ url: appUrl });
  [signer, evaluator] = await Promise.all([
    startSignerThread({ keyFile: join(root, 'key.json') }),
    compilePacks({ packs, opa: resolveOpa, outDir: join(root, 'compiled') }).then(async (policy) => startEvaluator(policy)),
  ]);
}, 120_000);
afterAll(async () => {
  await Promise.all(engines.map(async (engine) => engine.close()));
  await Promise.all([evaluator, signer, recordings, store].map(async (part) => part.close()));
  await postgres.stop();
  await rm(root, { recursive: true, force: true });
});

/** A process of the service; its database's clock is ahead by so much. */
function startProcess(aheadMs = 0, over: Partial<Store> = {}, version = evaluator): Engine {
  const ahead: Store = { ...store, now: async () => Promise.resolve(Date.now() + aheadMs), ...over };
  const engine = createEngine({ ...standAlone, store: ahead, signer, evaluator: version, signals: createSignals() });
  engines.push(engine);
  return engine;
}

interface Acting {
  readonly id: string;
  readonly act: (name: string, parameters?: JsonObject) => Promise<Decision>;
}

interface By {
  readonly human: string;
  readonly caller?: PepCaller;
  readonly over?: Partial<OpenSession>;
}

/** A person, by the instance that the enforcement point is enrolled for. */
function identityOf(human: string, { agent_instance: instance }: PepCaller): VerifiedIdentity {
  const { requester } = identity({}, human);
  return identity({ requester: { ...requester, agent: requester.agent && { ...requester.agent, instance } } });
}

let hosts = 0;
async function session(engine: Engine, { human, caller = pep, over = {} }: By): Promise<Acting> {
  const request: OpenSession = {
    host_session_id: `inheritance-${(++hosts).toString()}`,
    agent_type: 'assistant',
    user_request: { text: 'read the patient records and send the report' },
    identity: {},
    ...over,
  };
  const { session_id: id } = (await engine.openSession(caller, request, identityOf(human, caller))).session;
  const act = async (name: string, parameters: JsonObject = {}): Promise<Decision> => {
    const [tool = '', operation = ''] = name.split('.');
    const asked = { session_id: id, action: { tool, operation, parameters }, identity: {} };
    return engine.authorize(caller, asked, identityOf(human, caller), null);
  };
  return { id, act };
}

const label: SubmittedEntry = { kind: 'label', label: { level: 'RESTRICTED', labels: ['PHI'], source: 'dlp' } };
const reads = async (engine: Engine, { id }: Acting, caller = pep): Promise<unknown> => engine.appendEntry(caller, id, label);
const mail = { to: 'eve@evil.example', subject: 'x', body: 'y' };
const said = ({ result, policy }: Decision): string => `${result} by ${policy.policy_id}`;
const mailed = async (from: Acting): Promise<string> => said(await from.act('email.send', mail));
const SENT = 'ALLOW by baseline/allow_mail';
const WITHHELD = 'DENY by data-exfiltration/deny_new_place_after_sensitive';

const bodiesOf = async (id: string): Promise<readonly EntryBody[]> =>
  (await store.entries('acme', id, -1)).map(({ body }) => JSON.parse(body) as EntryBody);
const inheritedIn = async (id: string): Promise<readonly Extract<EntryBody, { kind: 'inherited' }>[]> =>
  (await bodiesOf(id)).flatMap((body) => (body.kind === 'inherited' ? [body] : []));

describe('a session of an agent that read something in another one', () => {
  it('is as bound as that one, and says from where', async () => {
    const engine = startProcess();
    const first = await session(engine, { human: 'nora' });
    await reads(engine, first);
    expect(await mailed(first)).toBe(WITHHELD);
    const read = (await store.entries('acme', first.id, -1)).at(-1);
    const second = await session(engine, { human: 'nora' });
    expect(await mailed(second)).toBe(WITHHELD);
    expect((await bodiesOf(second.id)).map(({ kind }) => kind).slice(0, 2)).toEqual(['inherited', 'request']);
    expect(await inheritedIn(second.id)).toEqual([
      expect.objectContaining({
        complete: true,
        sessions: [{ session_id: first.id, entry_seq: read?.seq, entry_hash: read?.hash }],
        classification: { level: 'RESTRICTED', labels: ['PHI'] },
      }),
    ]);
    expect(await verified({ engine, signer }, second.id)).toEqual({ verdict: 'valid', cause: null, count: 2 });
  });

  it('learns what is read after it was opened, with the very action that this concerns', async () => {
    const engine = startProcess();
    const [clean, reading] = [await session(engine, { human: 'nils' }), await session(engine, { human: 'nils' })];
    expect(said(await clean.act('email.send', { ...mail, to: 'ann@elsewhere.example' }))).toBe(SENT);
    await reads(engine, reading);
    expect(await mailed(clean)).toBe(WITHHELD);
    expect((await bodiesOf(clean.id)).map(({ kind }) => kind).slice(-3)).toEqual(['inherited', 'action', 'decision']);
    expect(await mailed(clean)).toBe(WITHHELD);
    expect(await inheritedIn(clean.id)).toHaveLength(1);
    expect((await verified({ engine, signer }, clean.id)).verdict).toBe('valid');
  });

  it('finds it in another process, closed or not, before anything leaves', async () => {
    const [one, two] = [startProcess(), startProcess()];
    const waiting = await session(two, { human: 'olaf' });
    await waiting.act('file.read', { path: '/etc/hosts' });
    const reading = await session(one, { human: 'olaf' });
    await reads(one, reading);
    await one.closeSession(pep, reading.id);
    expect(await mailed(waiting)).toBe(WITHHELD);
    expect((await bodiesOf(waiting.id)).map(({ kind }) => kind).slice(-3)).toEqual(['inherited', 'action', 'decision']);
    expect((await verified({ engine: two, signer }, waiting.id)).verdict).toBe('valid');
    expect(await mailed(await session(startProcess(), { human: 'olaf' }))).toBe(WITHHELD);
  });

  it('finds it in another process within two seconds, whatever it does', async () => {
    const [one, two] = [startProcess(), startProcess()];
    const waiting = await session(two, { human: 'oda' });
    await reads(one, await session(one, { human: 'oda' }));
    await sleep(2_100);
    await waiting.act('file.read', { path: '/etc/hosts' });
    expect(await inheritedIn(waiting.id)).toHaveLength(1);
  });

  it('takes over from those that took over themselves', async () => {
    const first = startProcess();
    await reads(first, await session(first, { human: 'olga' }));
    const later = startProcess(59 * MINUTE);
    await session(later, { human: 'olga' });
    const last = startProcess(118 * MINUTE);
    expect(await mailed(await session(last, { human: 'olga' }))).toBe(WITHHELD);
  });

  it.each<[string, Partial<OpenSession>]>([
    ['another kind of agent', { agent_type: 'other' }],
    ['a request that nobody knows', { user_request: { available: false, reason: 'none' } }],
  ])('finds no way out by calling itself %s', async (name, over) => {
    const engine = startProcess();
    await reads(engine, await session(engine, { human: name }));
    expect(await mailed(await session(engine, { human: name, over }))).toBe(WITHHELD);
  });

  it('counts what it did itself, and knows no more places', async () => {
    const engine = startProcess();
    const first = await session(engine, { human: 'rosa' });
    await first.act('email.send', mail);
    await reads(engine, first);
    const second = await session(engine, { human: 'rosa' });
    const { decision_id } = await second.act('email.send', mail);
    const { state } = await engine.contextOf(pep, decision_id);
    expect(state).toMatchObject({ action_count: 0, destinations_seen: [] });
  });
});

describe('what was read elsewhere', () => {
  it.each([
    [59 * MINUTE, WITHHELD],
    [61 * MINUTE, SENT],
  ])('is forgotten an hour after the last use (%i ms)', async (aheadMs, expected) => {
    const engine = startProcess();
    const human = `otto-${aheadMs.toString()}`;
    await reads(engine, await session(engine, { human }));
    expect(await mailed(await session(startProcess(aheadMs), { human }))).toBe(expected);
  });

  it.each<[string, string, PepCaller]>([
    ['another person', 'pia', pep],
    ['another instance', 'paul', { ...pep, pep_id: 'pep2', agent_instance: 'desktop' }],
    ['a twin in another tenant', 'paul', { ...pep, tenant_id: 'twin' }],
  ])('means nothing to %s', async (_, human, caller) => {
    const engine = startProcess();
    await reads(engine, await session(engine, { human: 'paul' }));
    expect(await mailed(await session(engine, { human, caller }))).toBe(SENT);
  });

  it('stays with a child, however late it comes', async () => {
    const engine = startProcess();
    const parent = await session(engine, { human: 'quinn' });
    await reads(engine, parent);
    const over = { parent_session_id: parent.id };
    const later = startProcess(300 * MINUTE);
    expect(await mailed(await session(later, { human: 'quinn', over }))).toBe(WITHHELD);
    expect(await problem(session(later, { human: 'someone else', over }))).toBe('session_foreign');
  });

  it('counts as everything where it cannot be believed', async () => {
    const plain = await startPolicy();
    const engine = startProcess(0, {}, plain);
    const altered = await session(engine, { human: 'rita' });
    const entries: Store['entries'] = async (tenant, id, after) =>
      (await store.entries(tenant, id, after)).map((entry) => (id === altered.id ? { ...entry, body: '{}' } : entry));
    const { id } = await session(startProcess(0, { entries }, plain), { human: 'rita' });
    expect(await inheritedIn(id)).toEqual([
      { ...{ kind: 'inherited', complete: false, read: true, overflow: true, sessions: [], told: [] }, classification: HIGHEST },
    ]);
    // Where a rule reads what earlier sessions did, nothing is decided.
    expect(await problem(session(startProcess(0, { entries }), { human: 'rita' }))).toBe('evidence_broken');
    await plain.close();
  });

  it('counts as everything where there were more sessions than are looked at', async () => {
    const family = { tenant_id: 'acme', agent_instance: 'laptop', principal: 'sam' };
    const slot = Math.floor(Date.now() / 600_000);
    for (let i = 0; i < 256; i += 1) await store.noteUse(family, { session_id: `ses_${i.toString()}`, slot });
    expect(await inheritedIn((await session(startProcess(), { human: 'sam' })).id)).toEqual([]);
    await store.noteUse(family, { session_id: 'ses_one_more', slot });
    const { id } = await session(startProcess(), { human: 'sam' });
    expect((await inheritedIn(id))[0]).toMatchObject({ complete: false, classification: HIGHEST });
  });

  it('is read from the chain alone when it is replayed', async () => {
    const report = await replay({
      recordings,
      signals: createSignals(),
      tenant_id: 'acme',
      since: '2026-01-01T00:00:00.000Z',
      version: async () => Promise.resolve(evaluator),
    });
    expect(report.recorded.replayed).toBeGreaterThan(10);
    expect(report.recorded).toMatchObject({ reproduced: report.recorded.replayed, differing: 0, differences: [] });
    expect(report.not_replayable).toMatchObject({ altered: 0 });
  });
});

const HIGHEST = { level: 'RESTRICTED', labels: [] };

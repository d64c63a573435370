import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PepCaller, PolicyActor, VerifiedIdentity } from '@writ/aarm';
import { createEngine, standAlone, createPolicyControl, replay, startShadow } from '@writ/engine';
import type { Engine, PolicyContent, PolicyChangeRequest, PolicyControl, PolicyStore, Shadow, Signer, Store } from '@writ/engine';
import { compileContent, openPolicies, openVersions, resolveOpa } from '@writ/policy';
import type { OpenPolicies } from '@writ/policy';
import { createSignals } from '@writ/signals';
import { startSignerThread } from '@writ/signer';
import { createMemoryPolicyStore, createMemoryRecordings, createMemoryShadowLog, createMemoryStore } from '@writ/store';
import { blastMeter } from '../src/index.js';

const BASELINE = fileURLToPath(new URL('../../../policies/baseline', import.meta.url));
const TENANT = 'acme';
const pep: PepCaller = { kind: 'pep', tenant_id: TENANT, pep_id: 'pep1', agent_id: 'coder', agent_instance: 'laptop', host: 'test' };
const party = (id: string) => ({ id, roles: [], scope: [] });
const identity: VerifiedIdentity = {
  verified: true,
  failure: null,
  requester: {
    human: party('eve'),
    service: party('pep1'),
    agent: { ...party('coder'), instance: 'laptop', jkt: null },
    session: 'ses_pending',
    effective_scope: ['*'],
    delegation_chain: [],
    evidence: [],
  },
};
const by = (id: string): PolicyActor => ({ id, roles: ['author', 'policy_approver', 'operator'], service: false });

let dir = '';
let signer: Signer;
let [first, second]: PolicyContent[] = [];
const store: Store = createMemoryStore();
const policyStore: PolicyStore = createMemoryPolicyStore(store);
const log = createMemoryShadowLog();
let control: PolicyControl;
let policies: OpenPolicies;
let shadow: Shadow;
let engine: Engine;

/** The baseline, and the same with ordinary development left to people. */
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'writ-what-if-'));
  const stricter = join(dir, 'baseline');
  await cp(BASELINE, stricter, { recursive: true });
  const rule = join(stricter, 'rules/allow_development.rego');
  await writeFile(rule, (await readFile(rule, 'utf8')).replace('result: ALLOW', 'result: STEP_UP'));
  const compile = async (pack: string): Promise<PolicyContent> =>
    compileContent({ packs: [pack], opa: resolveOpa, outDir: join(dir, 'out') });
  first = await compile(BASELINE);
  second = await compile(stricter);
  signer = await startSignerThread({ keyFile: join(dir, 'key.json') });
  const measure = blastMeter({ policies: policyStore, recordings: createMemoryRecordings(store) });
  control = createPolicyControl({ store, policies: policyStore, signer, measure });
  await control.bootstrap({ tenant_id: TENANT, content: first });
  policies = await openPolicies({ store: policyStore, fallback: null, vouch: async () => Promise.resolve(), alarm: () => undefined });
  const signals = createSignals();
  shadow = startShadow({ policies, signals, log });
  engine = createEngine({ ...standAlone, store, signer, policies, signals, shadow });
}, 120_000);
afterAll(async () => {
  await engine.close();
  await shadow.close();
  await policies.close();
  await signer.close();
  await rm(dir, { recursive: true, force: true });
});

const hashOf = (content: PolicyContent | undefined): string => content?.hash ?? '';

async function move(name: PolicyChangeRequest['move'], who = 'ana'): Promise<void> {
  const findings = { passed: true, intent_read: true, report: null };
  const checks = name === 'check' || name === 'test' ? { findings } : {};
  const done = await control.change({ tenant_id: TENANT, hash: hashOf(second), by: by(who), move: name, ...checks });
  expect(done).toMatchObject({ ok: true });
  await policies.refresh();
}

let opened = 0;
async function decideSome(): Promise<readonly string[]> {
  opened += 1;
  const asked = { host_session_id: `host-${opened.toString()}`, agent_type: 'test', user_request: { text: 'run the tests' }, identity: {} };
  const { session } = await engine.openSession(pep, asked, identity);
  const results: string[] = [];
  for (const command of ['npm test', 'rm -rf /', 'ls']) {
    const action = { tool: 'shell', operation: 'execute', parameters: { command } };
    results.push((await engine.authorize(pep, { session_id: session.session_id, action, identity: {} }, identity, null)).result);
  }
  return results;
}

describe('a version, from shadow to active', () => {
  it('is compared while it is in shadow, and changes nothing', async () => {
    if (second === undefined) throw new Error('the fixture is missing');
    await control.publish({ tenant_id: TENANT, by: by('ana'), content: second });
    for (const name of ['check', 'test'] as const) await move(name);
    await move('sign', 'bea');
    expect(await decideSome()).toEqual(['ALLOW', 'DENY', 'ALLOW']);
    await move('shadow');
    expect(await decideSome()).toEqual(['ALLOW', 'DENY', 'ALLOW']);
    await shadow.flush();
    const counts = await log.counts(TENANT, hashOf(second), { limit: 10 });
    const said = counts.map(({ result, shadow_result, count }) => `${result} ${shadow_result} ${count.toString()}`).sort();
    expect(said).toEqual(['ALLOW STEP_UP 2', 'DENY DENY 1']);
    expect(new Set(counts.map(({ active }) => active))).toEqual(new Set([hashOf(first)]));
  });

  it('is refused where more would flip than the tenant allows', async () => {
    const settings = { approvals: 1, blast_radius: 0.5 };
    await control.configure({ tenant_id: TENANT, by: by('bea'), settings });
    const activation = { tenant_id: TENANT, hash: hashOf(second), by: by('ana'), move: 'activate' as const };
    const refused = await control.change(activation);
    // Four of six decisions: ordinary commands, twice two of them.
    expect(refused).toMatchObject({ ok: false, refusal: { code: 'blast_radius', message: expect.stringContaining('0.6667') } });
    expect((await policyStore.pointer(TENANT))?.active).toBe(hashOf(first));
    await control.configure({ tenant_id: TENANT, by: by('bea'), settings: { ...settings, blast_radius: 0.7 } });
  });

  it('says live what replay and shadow said, and is out of the shadow then', async () => {
    await move('activate');
    const [activated] = await policyStore.transitions(TENANT, { limit: 1, hash: hashOf(second) });
    expect(activated).toMatchObject({ event: 'activate', detail: { blast: { decisions: 6, flipped: 4, sessions: 2 } } });
    expect(await decideSome()).toEqual(['STEP_UP', 'DENY', 'STEP_UP']);
    await shadow.flush();
    const counts = await log.counts(TENANT, hashOf(second), { limit: 10 });
    expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(3);
  });

  it('is replayed on the version that each decision names; the control session is no session of an agent', async () => {
    const versions = openVersions({ store: policyStore, tenant_id: TENANT });
    const ask = {
      recordings: createMemoryRecordings(store),
      signals: createSignals(),
      tenant_id: TENANT,
      since: '2000-01-01T00:00:00.000Z',
    };
    const candidate = await versions.version(hashOf(second));
    const report = await replay({ ...ask, version: async (hash) => versions.version(hash), candidate });
    expect(report.scope).toMatchObject({ sessions: 3, decisions: 9 });
    expect(report.recorded).toEqual({ replayed: 9, reproduced: 9, differing: 0, differences: [], context: {} });
    expect(report.candidate).toMatchObject({ replayed: 9, flipped: 4, loosened: 0 });
    expect(await versions.version(`sha256:${'0'.repeat(64)}`)).toBeNull();
    await versions.close();
  });
});

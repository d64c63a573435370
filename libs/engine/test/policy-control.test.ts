import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PolicyActor, PolicyEvent } from '@writ/aarm';
import { SESSION_EXPORT_FORMAT, verifySession } from '@writ/receipt';
import { startSignerThread } from '@writ/signer';
import { createMemoryPolicyStore, createMemoryStore } from '@writ/store';
import { controlSessionId, createPolicyControl } from '../src/index.js';
import type { PolicyChangeRequest, PolicyChangeResult, PolicyContent, PolicyControl, PolicyStore, Signer, Store } from '../src/index.js';
import { statement } from './house.js';

const actor = (id: string, ...roles: string[]): PolicyActor => ({ id, roles, service: false });
const ana = actor('ana', 'author', 'policy_approver');
const bea = actor('bea', 'policy_approver');
const cai = actor('cai', 'policy_approver');
const ops = actor('ops', 'operator');

let dir: string;
let signer: Signer;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'writ-policy-control-'));
  signer = await startSignerThread({ keyFile: join(dir, 'key.json') });
});
afterAll(async () => {
  await signer.close();
  await rm(dir, { recursive: true, force: true });
});

const hashOf = (digit: string): string => `sha256:${digit.repeat(64)}`;
const content = (digit: string): PolicyContent => ({
  hash: hashOf(digit),
  packs: [{ id: 'base', version: digit }],
  sources: {},
  terms: {
    id: 'base',
    version: digit,
    hash: hashOf(digit),
    posture: { pack: 'base', result: 'DENY', overridable: true },
    on_uncertain: 'keep',
    thresholds: { confidence: null, risk: null, misaligned: 0.2, aligned: 0.8 },
    defer_timeout_s: 300,
    step_up_timeout_s: 3600,
    approvers: [],
    tools: [],
  },
  rules: [],
  wasm: new Uint8Array([1]),
  wasm_digest: hashOf('f'),
  opa_version: '1',
  files: [],
});

type Move = (
  move: PolicyChangeRequest['move'],
  by: PolicyActor,
  digit: string,
  more?: Partial<PolicyChangeRequest>,
) => Promise<PolicyChangeResult>;

interface Desk {
  readonly store: Store;
  readonly policies: PolicyStore;
  readonly control: PolicyControl;
  /** What a move comes to: the state, or the refusal. */
  readonly outcome: (...of: Parameters<Move>) => Promise<string>;
  /** Publishes, checks and tests. */
  readonly prepare: (digit: string, intent_read?: boolean) => Promise<void>;
  readonly events: () => Promise<readonly PolicyEvent[]>;
}

function desk(): Desk {
  const store = createMemoryStore();
  const policies = createMemoryPolicyStore(store);
  const control = createPolicyControl({ store, policies, signer });
  const move: Move = async (name, by, digit, more = {}) =>
    control.change({ tenant_id: 'acme', by, move: name, hash: hashOf(digit), ...more });
  return {
    store,
    policies,
    control,
    outcome: async (...of) => {
      const result = await move(...of);
      return result.ok ? String(result.version?.state) : result.refusal.code;
    },
    prepare: async (digit, intent_read = true) => {
      await control.publish({ tenant_id: 'acme', by: ana, content: content(digit) });
      await move('check', ana, digit, { findings: { passed: true, intent_read, report: { rules: 3 } } });
      await move('test', ana, digit, { findings: { passed: true, report: { tests: 9 } } });
    },
    events: async () => {
      const receipts = await store.receipts('acme', controlSessionId('acme'));
      return receipts.map(statement).flatMap(({ policy_event }) => (policy_event === undefined ? [] : [policy_event]));
    },
  };
}

describe('the lifecycle', () => {
  it('leads from a draft to an active version, two people behind it, each step a signed receipt that verifies', async () => {
    const { prepare, outcome, control, store, policies, events } = desk();
    await control.bootstrap({ tenant_id: 'acme', content: content('1') });
    await prepare('2');
    expect(await outcome('sign', ana, '2')).toBe('author_signs');
    expect(await outcome('activate', ops, '2')).toBe('state_wrong');
    expect(await outcome('sign', bea, '2')).toBe('signed');
    expect(await outcome('shadow', ops, '2')).toBe('shadow');
    expect((await policies.pointer('acme'))?.shadow).toBe(hashOf('2'));
    expect(await outcome('activate', ops, '2')).toBe('active');
    expect(await policies.pointer('acme')).toMatchObject({ active: hashOf('2'), shadow: null, generation: 3 });
    expect((await policies.summary('acme', hashOf('1')))?.state).toBe('retired');
    const said = await events();
    expect(said.map(({ event }) => event)).toEqual(['bootstrap', 'publish', 'check', 'test', 'sign', 'shadow', 'activate']);
    expect(said.at(-1)).toMatchObject({
      from: 'shadow',
      to: 'active',
      replaced: hashOf('1'),
      generation: 3,
      by: { id: 'ops', roles: ['operator'] },
    });
    const receipts = await store.receipts('acme', controlSessionId('acme'));
    const exported = {
      format: SESSION_EXPORT_FORMAT,
      tenant: 'acme',
      session_id: controlSessionId('acme'),
      receipts,
      count: receipts.length,
    } as const;
    expect(verifySession(exported, { keys: [...(await signer.keys())] })).toMatchObject({ verdict: 'valid', receipts: 8 });
  });

  it('finds a published version again and writes nothing', async () => {
    const { control, events } = desk();
    const first = await control.publish({ tenant_id: 'acme', by: ana, content: content('1') });
    const again = await control.publish({ tenant_id: 'acme', by: actor('eve', 'author'), content: content('1') });
    expect(again).toEqual(first);
    expect(await events()).toHaveLength(1);
  });

  it('asks for as many signatures as the tenant says at the time of activation', async () => {
    const { prepare, outcome, control } = desk();
    await prepare('2');
    expect(await outcome('sign', bea, '2')).toBe('signed');
    const settings = { approvals: 2, blast_radius: null };
    expect(await control.configure({ tenant_id: 'acme', by: ops, settings })).toMatchObject({
      ok: false,
      refusal: { code: 'role_missing' },
    });
    expect(await control.configure({ tenant_id: 'acme', by: bea, settings: { approvals: 0, blast_radius: null } })).toMatchObject({
      ok: false,
      refusal: { code: 'settings_invalid' },
    });
    expect(await control.configure({ tenant_id: 'acme', by: bea, settings })).toMatchObject({ ok: true, version: null });
    expect(await outcome('activate', ops, '2')).toBe('approvals_missing');
    expect(await outcome('sign', bea, '2')).toBe('signed_already');
    expect(await outcome('sign', cai, '2')).toBe('signed');
    expect(await outcome('activate', ops, '2')).toBe('active');
  });

  it('AARM-48: refuses a set in which no rule reads intent context, unless told otherwise on record', async () => {
    const { prepare, outcome, events } = desk();
    await prepare('2', false);
    await outcome('sign', bea, '2');
    expect(await outcome('activate', ops, '2')).toBe('intent_unread');
    expect(await outcome('activate', ops, '2', { overrides: { intent_unread: 'a pack for machines without a user' } })).toBe('active');
    expect((await events()).at(-1)?.overrides).toEqual([{ refusal: 'intent_unread', reason: 'a pack for machines without a user' }]);
  });

  it('refuses to flip more than the tenant allows, unless told otherwise on record', async () => {
    const { prepare, outcome, control, events } = desk();
    await prepare('2');
    await outcome('sign', bea, '2');
    await control.configure({ tenant_id: 'acme', by: bea, settings: { approvals: 1, blast_radius: 0.1 } });
    const blast = { decisions: 100, flipped: 20, sessions: 5, report_digest: null };
    expect(await outcome('activate', ops, '2')).toBe('blast_radius');
    expect(await outcome('activate', ops, '2', { blast })).toBe('blast_radius');
    expect(await outcome('activate', ops, '2', { blast, overrides: { blast_radius: 'the incident of today' } })).toBe('active');
    expect((await events()).at(-1)).toMatchObject({ overrides: [{ refusal: 'blast_radius', reason: 'the incident of today' }] });
    expect((await events()).at(-1)?.detail_digest).toMatch(/^sha256:/u);
  });

  it('rolls back to what was active, at once, and to nothing else', async () => {
    const { prepare, outcome, control, policies } = desk();
    await control.bootstrap({ tenant_id: 'acme', content: content('1') });
    await prepare('2');
    await outcome('sign', bea, '2');
    await outcome('activate', ops, '2');
    expect(await outcome('rollback', bea, '1')).toBe('role_missing');
    expect(await outcome('rollback', ops, '1', { reason: 'it stopped the deploys' })).toBe('active');
    expect(await policies.pointer('acme')).toMatchObject({ active: hashOf('1'), generation: 3 });
    await prepare('3');
    expect(await outcome('retire', ana, '3')).toBe('retired');
    expect(await outcome('rollback', ops, '3')).toBe('never_active');
    expect(await outcome('activate', ops, '9')).toBe('version_unknown');
    await control.publish({ tenant_id: 'acme', by: ana, content: content('3') });
    expect((await policies.summary('acme', hashOf('3')))?.state).toBe('draft');
  });

  it('lets one version be in shadow at a time', async () => {
    const { prepare, outcome, control, policies } = desk();
    await prepare('2');
    await outcome('sign', bea, '2');
    expect(await outcome('shadow', ops, '2')).toBe('state_wrong');
    await control.bootstrap({ tenant_id: 'acme', content: content('1') });
    await outcome('shadow', ops, '2');
    await prepare('3');
    await outcome('sign', bea, '3');
    expect(await outcome('shadow', ops, '3')).toBe('shadow');
    expect((await policies.summary('acme', hashOf('2')))?.state).toBe('signed');
    expect(await outcome('retire', ops, '3')).toBe('retired');
    expect((await policies.pointer('acme'))?.shadow).toBeNull();
  });

  it('orders changes that come at once: none is lost, none doubled', async () => {
    const { prepare, outcome, control, events } = desk();
    await prepare('2');
    await control.configure({ tenant_id: 'acme', by: bea, settings: { approvals: 2, blast_radius: null } });
    const people = [bea, cai, bea, actor('dan', 'policy_approver')];
    const outcomes = await Promise.all(people.map(async (by) => outcome('sign', by, '2')));
    expect(outcomes.filter((each) => each === 'signed_already')).toHaveLength(1);
    expect((await events()).filter(({ event }) => event === 'sign')).toHaveLength(3);
    const begun = await Promise.all(
      ['1', '4', '5'].map(async (digit) => control.bootstrap({ tenant_id: 'other', content: content(digit) })),
    );
    expect(new Set(begun.map(({ active }) => active)).size).toBe(1);
  });

  it('changes nothing where the event cannot be signed, and says that it is not ready', async () => {
    const store = createMemoryStore();
    const policies = createMemoryPolicyStore(store);
    const closed = await startSignerThread({ keyFile: join(dir, 'other.json') });
    await closed.close();
    const control = createPolicyControl({ store, policies, signer: closed });
    const publishing = control.publish({ tenant_id: 'acme', by: ana, content: content('1') });
    await expect(publishing).rejects.toMatchObject({ code: 'not_ready' });
    expect(await policies.version('acme', hashOf('1'))).toBeNull();
    expect(await store.receipts('acme', controlSessionId('acme'))).toEqual([]);
  });
});

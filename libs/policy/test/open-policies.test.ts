import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PolicyActor } from '@writ/aarm';
import { createPolicyControl } from '@writ/engine';
import type { PolicyContent, PolicyControl, PolicyStore, Signer } from '@writ/engine';
import { sha256 } from '@writ/receipt';
import { startSignerThread } from '@writ/signer';
import { createMemoryPolicyStore, createMemoryStore } from '@writ/store';
import { policyHash } from '../src/compiled.js';
import { compileContent, probeVersion, verifyContent } from '../src/content.js';
import { resolveOpa } from '../src/opa.js';
import { openPolicies } from '../src/open-policies.js';
import type { OpenPolicies, PolicyAlarm } from '../src/open-policies.js';
import { RestingEvaluator } from '../src/resting-evaluator.js';
import { draft } from './drafts.js';
import { manifest, remove, rule, temporaryFolder, writePack } from './packs.js';

let root: string;
let signer: Signer;
const contents: PolicyContent[] = [];

/** Version `n` denies mail in words of its own. */
async function version(n: number): Promise<PolicyContent> {
  const folder = await writePack(join(root, n.toString()), 'base', {
    'pack.yaml': manifest('base', 'posture: {result: ALLOW}\n').replace('version: "1"', `version: "${n.toString()}"`),
    ...rule({ id: 'no_mail', body: `outcome := {"reason": "no mail, says version ${n.toString()}"} if input.action.operation == "run"` }),
  });
  return compileContent({ packs: [folder], opa: resolveOpa, outDir: join(root, 'out') });
}

/** Consistent with its hash, and not a module that starts. */
function broken(content: PolicyContent): PolicyContent {
  const wasm = new Uint8Array([0, 97, 115, 109, 9, 9, 9, 9]);
  const files = [...content.files.filter(({ name }) => name !== 'policy.wasm'), { name: 'policy.wasm', sha256: sha256(wasm) }];
  const hash = policyHash(content.opa_version, files);
  return { ...content, wasm, wasm_digest: sha256(wasm), files, hash, terms: { ...content.terms, hash } };
}

beforeAll(async () => {
  root = await temporaryFolder();
  signer = await startSignerThread({ keyFile: join(root, 'key.json') });
  for (const n of [1, 2, 3]) contents.push(await version(n));
}, 60_000);
afterAll(async () => {
  await signer.close();
  await remove(root);
});

const content = (n: number): PolicyContent => {
  const found = contents[n - 1];
  if (found === undefined) throw new Error('the fixture is missing');
  return found;
};

const everybody = (id: string): PolicyActor => ({ id, roles: ['author', 'policy_approver', 'operator'], service: false });

interface Desk {
  readonly store: PolicyStore;
  readonly control: PolicyControl;
  readonly policies: OpenPolicies;
  readonly alarms: PolicyAlarm[];
}

async function desk(fallback: PolicyContent | null = content(1)): Promise<Desk> {
  const memory = createMemoryStore();
  const store = createMemoryPolicyStore(memory);
  const alarms: PolicyAlarm[] = [];
  const policies = await openPolicies({
    store,
    fallback,
    vouch: async () => Promise.resolve(),
    alarm: (alarm) => alarms.push(alarm),
    pollMs: 50,
  });
  return { store, control: createPolicyControl({ store: memory, policies: store, signer }), policies, alarms };
}

/** Publishes with everything that is asked for, and activates. */
async function activate({ control }: Pick<Desk, 'control'>, what: PolicyContent): Promise<void> {
  const of = { tenant_id: 'acme', hash: what.hash };
  await control.publish({ tenant_id: 'acme', by: everybody('ana'), content: what });
  const passed = { passed: true, intent_read: true, report: null };
  for (const move of ['check', 'test'] as const) await control.change({ ...of, by: everybody('ana'), move, findings: passed });
  await control.change({ ...of, by: everybody('bea'), move: 'sign' });
  expect(await control.change({ ...of, by: everybody('ana'), move: 'activate' })).toMatchObject({ ok: true });
}

const says = async ({ policies }: Pick<Desk, 'policies'>, tenant = 'acme'): Promise<string | undefined> => {
  const [composed] = await policies.active(tenant).decide([draft('mail')]);
  return composed?.verdict.reason.message;
};

async function eventually(holds: () => boolean | Promise<boolean>): Promise<void> {
  const until = Date.now() + 10_000;
  while (!(await holds())) {
    if (Date.now() > until) throw new Error('it took longer than 10 s');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('the policies of a process', () => {
  it('AARM-55: follow what is activated, without a restart, within 2 s', async () => {
    const it = await desk();
    expect(await says(it)).toContain('version 1');
    await it.control.bootstrap({ tenant_id: 'acme', content: content(1) });
    await activate(it, content(2));
    await eventually(() => it.policies.active('acme').terms.version === '2');
    expect(await says(it)).toContain('version 2');
    expect(await says(it, 'other')).toContain('version 1');
    const rollback = { tenant_id: 'acme', by: everybody('ana'), move: 'rollback', hash: content(1).hash } as const;
    expect(await it.control.change(rollback)).toMatchObject({ ok: true });
    await eventually(() => it.policies.active('acme').terms.version === '1');
    expect(it.policies.status()).toEqual([{ tenant_id: 'acme', active: content(1).hash, generation: 3, failing: null }]);
    await it.policies.ready();
    await it.policies.close();
  });

  it('finish on the version that a decision began with', async () => {
    const it = await desk();
    await activate(it, content(2));
    await eventually(() => it.policies.active('acme').terms.version === '2');
    const begun = it.policies.active('acme');
    await activate(it, content(3));
    await eventually(() => it.policies.active('acme').terms.version === '3');
    const [composed] = await begun.decide([draft('mail')]);
    expect(composed?.verdict.reason.message).toContain('version 2');
    expect(JSON.parse(composed?.payload ?? '{}')).toMatchObject({ decision: { policy: { hash: content(2).hash } } });
    expect((await it.policies.pinned('acme', content(2).hash))?.terms.version).toBe('2');
    expect(await it.policies.pinned('acme', sha256('no such version'))).toBeNull();
    await it.policies.close();
  });

  it.each([
    ['does not start', () => broken(content(2))],
    ['was changed in the database', () => ({ ...content(2), sources: { ...content(2).sources, 'base/pack.yaml': 'id: other\n' } })],
    ['has other terms than its sources', () => ({ ...content(2), terms: { ...content(2).terms, hash: content(3).hash } })],
  ])('never replace a working version by one that %s, and raise the alarm', async (_what, of) => {
    const it = await desk();
    await activate(it, content(1));
    await eventually(() => it.policies.status()[0]?.active === content(1).hash);
    await activate(it, of());
    await eventually(() => it.alarms.length > 0);
    expect(it.alarms[0]).toMatchObject({ tenant_id: 'acme', hash: of().hash, place: 'active' });
    expect(await says(it)).toContain('version 1');
    expect(it.policies.status()[0]).toMatchObject({ active: content(1).hash, generation: 2 });
    expect(it.policies.status()[0]?.failing).toBeTruthy();
    await activate(it, content(3));
    await eventually(() => it.policies.active('acme').terms.version === '3');
    expect(it.policies.status()[0]?.failing).toBeNull();
    await it.policies.close();
  });

  it('refuse the activation of a version that does not start, where it is tried first', async () => {
    const memory = createMemoryStore();
    const store = createMemoryPolicyStore(memory);
    const control = createPolicyControl({ store: memory, policies: store, signer, probe: probeVersion });
    await activate({ control }, content(1));
    const of = { tenant_id: 'acme', hash: broken(content(2)).hash };
    await control.publish({ tenant_id: 'acme', by: everybody('ana'), content: broken(content(2)) });
    const passed = { passed: true, intent_read: true, report: null };
    for (const move of ['check', 'test'] as const) await control.change({ ...of, by: everybody('ana'), move, findings: passed });
    await control.change({ ...of, by: everybody('bea'), move: 'sign' });
    for (const move of ['activate', 'shadow'] as const)
      expect(await control.change({ ...of, by: everybody('ana'), move })).toMatchObject({
        ok: false,
        refusal: { code: 'version_unusable' },
      });
    expect((await store.pointer('acme'))?.active).toBe(content(1).hash);
  });

  it('decide nothing for a tenant whose version never started, rather than on something else', async () => {
    const first = await desk();
    await activate(first, broken(content(2)));
    const alarms: PolicyAlarm[] = [];
    const policies = await openPolicies({
      store: first.store,
      fallback: content(1),
      vouch: async () => Promise.resolve(),
      alarm: (alarm) => alarms.push(alarm),
    });
    expect(() => policies.active('acme')).toThrow(expect.objectContaining({ code: 'not_ready' }));
    await expect(policies.ready()).rejects.toThrow('no policy is active');
    expect(alarms).toHaveLength(1);
    await policies.close();
    await first.policies.close();
  });

  it('keep a shadow version beside the active one', async () => {
    const it = await desk();
    await activate(it, content(1));
    const of = { tenant_id: 'acme', hash: content(2).hash };
    await it.control.publish({ tenant_id: 'acme', by: everybody('ana'), content: content(2) });
    const passed = { passed: true, intent_read: true, report: null };
    for (const move of ['check', 'test'] as const) await it.control.change({ ...of, by: everybody('ana'), move, findings: passed });
    await it.control.change({ ...of, by: everybody('bea'), move: 'sign' });
    await it.control.change({ ...of, by: everybody('ana'), move: 'shadow' });
    await eventually(() => it.policies.shadow('acme')?.terms.version === '2');
    expect(it.policies.active('acme').terms.version).toBe('1');
    await it.control.change({ ...of, by: everybody('ana'), move: 'unshadow' });
    await eventually(() => it.policies.shadow('acme') === null);
    await it.policies.close();
  });
});

describe('a content', () => {
  it('has the hash of what it is made of, and no other', () => {
    expect(() => {
      verifyContent(content(1));
    }).not.toThrow();
    const { hash, sources, files, wasm } = content(1);
    const changes: readonly Partial<PolicyContent>[] = [
      { hash: content(2).hash },
      { opa_version: '0' },
      { wasm: wasm.slice(1) },
      { sources: {} },
      { sources: { ...sources, 'base/rules/no_mail.rego': 'package other' } },
      { files: files.slice(1) },
      { wasm: content(2).wasm, wasm_digest: content(2).wasm_digest },
    ];
    for (const change of changes) {
      expect(() => {
        verifyContent({ ...content(1), ...change });
      }).toThrow(expect.objectContaining({ code: 'compiled_damaged' }));
    }
    expect(content(1).terms.hash).toBe(hash);
  });
});

describe('a resting version', () => {
  it('stops its threads when nobody keeps or uses it, and starts again when asked', async () => {
    const evaluator = new RestingEvaluator(content(1), 20);
    await evaluator.warm();
    await new Promise((resolve) => setTimeout(resolve, 150));
    const [again] = await evaluator.decide([draft('mail')]);
    expect(again?.verdict.reason.message).toContain('version 1');
    evaluator.keep();
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(await evaluator.decide([draft('mail'), draft('mail')])).toHaveLength(2);
    await evaluator.close();
    await expect(evaluator.decide([draft('mail')])).rejects.toThrow('closed');
  });
});

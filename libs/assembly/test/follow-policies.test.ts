import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPolicyControl } from '@writ/engine';
import type { PolicyContent, PolicyControl, PolicyStore, Signer } from '@writ/engine';
import { compileContent, resolveOpa } from '@writ/policy';
import { startSignerThread } from '@writ/signer';
import {
  createMemoryPolicyStore,
  createMemoryStore,
  migrate,
  openPostgresPolicyStore,
  openPostgresStore,
  provision,
  startPostgres,
} from '@writ/store';
import type { RunningPostgres } from '@writ/store';
import pg from 'pg';
import { followPolicies } from '../src/follow-policies.js';
import type { FollowPoliciesOptions } from '../src/follow-policies.js';

let root: string;
let signer: Signer;
const packs: Record<'baseline' | 'changed', () => Promise<PolicyContent>> = {} as never;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'writ-assembly-'));
  signer = await startSignerThread({ keyFile: join(root, 'key.json') });
  const baseline = fileURLToPath(new URL('../../../policies/baseline', import.meta.url));
  const changed = join(root, 'baseline');
  await cp(baseline, changed, { recursive: true });
  const manifest = await readFile(join(changed, 'pack.yaml'), 'utf8');
  await writeFile(join(changed, 'pack.yaml'), manifest.replace(/^version: .*$/mu, 'version: "99"'));
  const compile = (folder: string) => async () => compileContent({ packs: [folder], opa: resolveOpa, outDir: join(root, 'out') });
  Object.assign(packs, { baseline: compile(baseline), changed: compile(changed) });
}, 60_000);
afterAll(async () => {
  await signer.close();
  await rm(root, { recursive: true, force: true });
});

const broken = async (): Promise<PolicyContent> => Promise.reject(new Error('`x.rego:1`: it does not parse'));

interface Desk {
  readonly store: PolicyStore;
  readonly said: string[];
  readonly follow: (change?: Partial<FollowPoliciesOptions>) => ReturnType<typeof followPolicies>;
}

function desk(): Desk {
  const memory = createMemoryStore();
  const store = createMemoryPolicyStore(memory);
  const control = createPolicyControl({ store: memory, policies: store, signer });
  const said: string[] = [];
  const log: FollowPoliciesOptions['log'] = (level, message) => said.push(`${level}: ${message}`);
  return {
    store,
    said,
    follow: async (change = {}) => followPolicies({ store, control, packs: packs.baseline, tenants: ['acme'], log, ...change }),
  };
}

describe('the packs on disk', () => {
  it('become the first active version of a tenant, once, however many processes start', async () => {
    const { follow, store } = desk();
    const [one, two] = await Promise.all([follow(), follow()]);
    const { hash } = await packs.baseline();
    expect(one.active('acme').terms.hash).toBe(hash);
    expect(two.active('acme').terms.hash).toBe(hash);
    expect((await store.transitions('acme', { limit: 9 })).map(({ event }) => event)).toEqual(['bootstrap']);
    expect(await store.pointers()).toHaveLength(1);
    await Promise.all([one.close(), two.close()]);
  });

  it('decide for a tenant without a policy of its own, and are not stored for it', async () => {
    const { follow, store } = desk();
    const policies = await follow();
    expect(policies.active('somebody').terms.id).toBe('baseline');
    expect(await store.pointer('somebody')).toBeNull();
    await policies.close();
  });

  it('change nothing once a version is stored, and the log says so', async () => {
    const { follow, said } = desk();
    await (await follow()).close();
    const policies = await follow({ packs: packs.changed });
    expect(policies.active('acme').terms.version).not.toBe('99');
    expect(said).toContain('warn: the packs on disk are not what is active: `npx writ policy apply` publishes them');
    await policies.close();
  });

  it('stop a process where they do not compile and nothing is stored, and no other', async () => {
    const { follow, said } = desk();
    await expect(follow({ packs: broken })).rejects.toThrow('x.rego:1');
    await (await follow()).close();
    const policies = await follow({ packs: broken });
    expect(policies.active('acme').terms.id).toBe('baseline');
    expect(() => policies.active('somebody')).toThrow('no policy to decide on');
    expect(said).toContain('warn: the packs on disk do not compile; the stored policies decide');
    await policies.close();
  });
});

describe('what a row says is active', () => {
  let postgres: RunningPostgres;
  let owner: pg.Client;
  let desk: { readonly store: PolicyStore; readonly control: PolicyControl; readonly close: () => Promise<void> };

  beforeAll(async () => {
    postgres = await startPostgres({ dataDir: join(root, 'postgres') });
    await migrate({ url: postgres.url });
    const { appUrl } = await provision({ url: postgres.url });
    const evidence = await openPostgresStore({ url: appUrl });
    const store = openPostgresPolicyStore({ url: appUrl });
    const control = createPolicyControl({ store: evidence, policies: store, signer });
    desk = {
      store,
      control,
      close: async () => {
        await Promise.all([store.close(), evidence.close()]);
      },
    };
    owner = new pg.Client({ connectionString: postgres.url });
    await owner.connect();
  }, 60_000);
  afterAll(async () => {
    await owner.end();
    await desk.close();
    await postgres.stop();
  });

  const follow = async (tenants: readonly string[], said: string[] = []) =>
    followPolicies({ ...desk, packs: packs.baseline, tenants, log: (level, message) => said.push(`${level}: ${message}`) });

  it('does not decide where no signed event made it active', async () => {
    await (await follow(['acme'])).close();
    const other = await packs.changed();
    await desk.control.publish({ tenant_id: 'acme', by: { id: 'mallory', roles: ['author'], service: false }, content: other });
    for (const generation of [1, 2]) {
      await owner.query('UPDATE policy_active SET active = $1, generation = $2', [other.hash, generation]);
      const said: string[] = [];
      const policies = await follow(['acme'], said);
      expect(() => policies.active('acme')).toThrow('not_ready');
      expect(said).toContain('error: a version of the policy cannot be used');
      await policies.close();
    }
  });

  it('is not begun anew where it was taken away', async () => {
    await (await follow(['gone'])).close();
    await owner.query(`DELETE FROM policy_active WHERE tenant_id = 'gone'`);
    await expect(follow(['gone'])).rejects.toMatchObject({ code: 'evidence_broken' });
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createMemoryPolicyStore } from '@writ/store';
import { createPolicyControl, openEnrolments } from '../src/index.js';
import type { Enrolments, PolicyControl, PolicyStore } from '../src/index.js';
import { startHouse } from './house.js';
import type { House } from './house.js';

const root = { id: 'root', roles: ['administrator'], service: false };
const POINT = {
  tenant_id: 'acme',
  pep_id: 'ci',
  secret_hash: `sha256:${'1'.repeat(64)}`,
  agent_id: 'builder',
  agent_instance: 'ci-1',
  host: 'ci',
};
let house: House;
let policies: PolicyStore;
let control: PolicyControl;
let enrolments: Enrolments;
const alarms: string[] = [];
/** As another process sees them, with a memory of its own. */
const elsewhere = (): Enrolments =>
  openEnrolments({
    store: house.store,
    control: createPolicyControl({ store: house.store, policies, signer: house.signer }),
    alarm: ({ row, why }) => alarms.push(`${row}: ${why}`),
  });

beforeAll(async () => {
  house = await startHouse();
  policies = createMemoryPolicyStore(house.store);
  control = createPolicyControl({ store: house.store, policies, signer: house.signer });
  enrolments = openEnrolments({ store: house.store, control, alarm: ({ row, why }) => alarms.push(`${row}: ${why}`) });
  await enrolments.enrol(root, POINT, { human: 'eve', jkt: 'k' });
}, 60_000);
afterAll(async () => house.close());

const row = async () => (await house.store.pep('acme', 'ci')) ?? POINT;

describe('an enforcement point', () => {
  it('is known by its signed event, in every process', async () => {
    for (const each of [enrolments, elsewhere()]) expect(await each.find('acme', 'ci')).toMatchObject({ ...POINT, revoked_at: null });
    expect(await enrolments.find('acme', 'nobody')).toBeNull();
    expect((await control.ledger('acme')).peps.get('ci')).toEqual({
      ...{ pep_id: 'ci', secret_hash: POINT.secret_hash, agent_id: 'builder', agent_instance: 'ci-1', host: 'ci' },
      ...{ human: 'eve', jkt: 'k' },
    });
    expect(alarms).toEqual([]);
  });

  it('is none where only a row says so', async () => {
    await house.store.enrolPep({ ...POINT, pep_id: 'smuggled', created_at: new Date().toISOString(), revoked_at: null });
    expect(await enrolments.find('acme', 'smuggled')).toBeNull();
    expect(alarms.splice(0)).toEqual(['peps smuggled: no signed event enrols it, or it was revoked']);
  });

  it.each([
    ['secret', { secret_hash: `sha256:${'2'.repeat(64)}` }],
    ['agent', { agent_id: 'somebody' }],
    ['instance', { agent_instance: 'ci-2' }],
    ['host', { host: 'claude-code' }],
  ])('is none where its row has another %s', async (_, change) => {
    const before = { created_at: new Date().toISOString(), revoked_at: null, ...(await row()) };
    await house.store.enrolPep({ ...before, ...change });
    expect(await enrolments.find('acme', 'ci')).toBeNull();
    expect(alarms.splice(0)).toEqual(['peps ci: it is not what was enrolled']);
    await house.store.enrolPep(before);
    expect(await enrolments.find('acme', 'ci')).not.toBeNull();
  });

  it('that was revoked stays so, whatever becomes of its row', async () => {
    const before = { created_at: new Date().toISOString(), revoked_at: null, ...(await row()) };
    expect(await enrolments.revoke(root, POINT)).toBe(true);
    expect(await enrolments.revoke(root, POINT)).toBe(false);
    expect((await enrolments.find('acme', 'ci'))?.revoked_at).toEqual(expect.any(String));
    await house.store.enrolPep(before);
    for (const each of [enrolments, elsewhere()]) expect(await each.find('acme', 'ci')).toBeNull();
    expect(alarms.splice(0)).toHaveLength(2);
  });
});

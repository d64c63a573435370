import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MOST_PINS } from '@writ/aarm';
import type { GrantRecord, PasskeyRecord, StopRecord, TokenRevocation } from '@writ/aarm';
import type {
  AppendResult,
  AppendUnit,
  Head,
  PolicyPointer,
  PolicyStore,
  PolicyTransition,
  PolicyVersion,
  PolicyWrites,
  Store,
} from '@writ/engine';
import { digest, id, unit } from './units.js';

/** Both halves of a deployment's storage on the same data, and a second policy store beside the first. */
export interface PolicyStores {
  readonly store: Store;
  readonly one: PolicyStore;
  readonly two: PolicyStore;
}

/** What every implementation of the policy port must do. */
export function policyContract(name: string, open: () => Promise<PolicyStores>): void {
  describe(`${name} keeps the policy contract:`, () => {
    const opened: { stores?: PolicyStores } = {};
    beforeAll(async () => {
      opened.stores = await open();
    }, 60_000);
    afterAll(async () => {
      await opened.stores?.one.close();
      if (opened.stores?.two !== opened.stores?.one) await opened.stores?.two.close();
      await opened.stores?.store.close();
    });
    const stores = (): PolicyStores => {
      if (opened.stores === undefined) throw new Error('the fixture is missing');
      return opened.stores;
    };
    writeLaws(stores);
    passkeyLaws(stores);
    readLaws(stores);
    watchLaws(stores);
  });
}

const nothing: PolicyWrites = { version: null, transitions: [], signoff: null, pointer: null, settings: null };

export const policyVersion = (tenant: string, text: string, createdAt = '2026-11-01T00:00:00.000Z'): PolicyVersion => ({
  tenant_id: tenant,
  hash: digest(text),
  author: 'ana',
  created_at: createdAt,
  content_digest: digest(`content of ${text}`),
  packs: [{ id: 'base', version: '1' }],
  sources: { 'base/pack.yaml': 'id: base\n', 'base/rules/x.rego': 'package writ.rules.x # é "quoted"\n' },
  terms: {
    id: 'base',
    version: '1',
    hash: digest(text),
    posture: { pack: 'base', result: 'DENY', overridable: true },
    on_uncertain: 'keep',
    thresholds: { confidence: 0.5, risk: null, misaligned: 0.2, aligned: 0.8 },
    defer_timeout_s: 300,
    step_up_timeout_s: 3600,
    approvers: ['approver'],
    tools: [],
  },
  rules: [],
  wasm: new Uint8Array([0, 97, 115, 109, 255, 0, 10]),
  wasm_digest: digest('wasm'),
  opa_version: '1.4.0',
  files: [{ name: 'base/pack.yaml', sha256: digest('id: base\n') }],
});

const transition = (tenant: string, seq: number, fields: Partial<PolicyTransition>): PolicyTransition => ({
  tenant_id: tenant,
  seq,
  index: 0,
  receipt_id: id('rct'),
  hash: null,
  event: 'publish',
  from: null,
  to: 'draft',
  at: new Date().toISOString(),
  by: { id: 'ana', roles: ['author'] },
  reason: 'because',
  replaced: null,
  generation: 0,
  overrides: [],
  detail: null,
  ...fields,
});

const pointer = (tenant: string, active: string, generation: number): PolicyPointer => ({
  tenant_id: tenant,
  active,
  shadow: null,
  generation,
  changed_at: '2026-11-02T00:00:00.000Z',
});

/** A tenant's control session, one event after the other. */
class Control {
  readonly tenant = id('tnt');
  readonly #session = id('ses_policy');
  head: Head | null = null;
  readonly store: PolicyStore;

  constructor(store: PolicyStore) {
    this.store = store;
  }

  get seq(): number {
    return (this.head?.receipt_seq ?? -1) + 1;
  }

  async write(writes: Partial<PolicyWrites>, from = this.head): Promise<AppendResult> {
    const next = unit({ tenant: this.tenant, session: this.#session, from, entries: 0, open: { host_session_id: this.#session } });
    const result = await this.store.appendPolicyEvent(next, { ...nothing, ...writes });
    if (result === 'committed') this.head = next.head;
    return result;
  }

  async publish(text: string, createdAt?: string): Promise<PolicyVersion> {
    const version = policyVersion(this.tenant, text, createdAt);
    expect(await this.write({ version, transitions: [transition(this.tenant, this.seq, { hash: version.hash })] })).toBe('committed');
    return version;
  }

  async move(version: PolicyVersion, fields: Partial<PolicyTransition>, more: Partial<PolicyWrites> = {}): Promise<void> {
    const row = transition(this.tenant, this.seq, { hash: version.hash, ...fields });
    expect(await this.write({ transitions: [row], ...more })).toBe('committed');
  }
}

function writeLaws(stores: () => PolicyStores): void {
  it('gives back exactly what was stored, with its receipt in the same commit', async () => {
    const control = new Control(stores().one);
    const version = await control.publish('v1');
    expect(await stores().two.version(control.tenant, version.hash)).toEqual(version);
    expect(await stores().two.version(id('tnt'), version.hash)).toBeNull();
    expect(await stores().two.summary(control.tenant, version.hash)).toMatchObject({
      state: 'draft',
      rules: 0,
      ever_active: false,
      intent_read: null,
    });
    const [row] = await stores().two.transitions(control.tenant, { limit: 9 });
    expect(row).toMatchObject({ hash: version.hash, event: 'publish', by: { id: 'ana', roles: ['author'] } });
    expect((await stores().store.session(control.tenant, (await onlySession(stores().store, control.tenant)).session_id))?.head).toEqual(
      control.head,
    );
  });

  it('leaves nothing of an event that lost the race for the head', async () => {
    const control = new Control(stores().one);
    const version = await control.publish('v1');
    const stale = control.head;
    await control.move(version, { event: 'check', from: 'draft', to: 'checked' });
    const other = policyVersion(control.tenant, 'v2');
    const writes = {
      version: other,
      transitions: [transition(control.tenant, control.seq, { hash: other.hash })],
      pointer: pointer(control.tenant, other.hash, 1),
      settings: { approvals: 5, blast_radius: 0.5 },
    };
    expect(await control.write(writes, stale)).toBe('lost_race');
    expect(await stores().one.version(control.tenant, other.hash)).toBeNull();
    expect(await stores().one.pointer(control.tenant)).toBeNull();
    expect(await stores().one.settings(control.tenant)).toEqual({ approvals: 1, blast_radius: null });
    expect(await stores().one.transitions(control.tenant, { limit: 9 })).toHaveLength(2);
  });

  it('stores a version once', async () => {
    const control = new Control(stores().one);
    const version = await control.publish('v1');
    expect(await control.write({ version, transitions: [transition(control.tenant, control.seq, { hash: version.hash })] })).toBe(
      'lost_race',
    );
    expect(await stores().one.transitions(control.tenant, { limit: 9 })).toHaveLength(1);
  });

  it('keeps one pointer and one set of settings for each tenant', async () => {
    const control = new Control(stores().one);
    const first = await control.publish('v1');
    await control.move(
      first,
      { to: 'active' },
      { pointer: pointer(control.tenant, first.hash, 1), settings: { approvals: 2, blast_radius: 0.25 } },
    );
    await control.move(first, { to: 'active' }, { pointer: { ...pointer(control.tenant, first.hash, 2), shadow: digest('s') } });
    expect(await stores().two.pointer(control.tenant)).toEqual({ ...pointer(control.tenant, first.hash, 2), shadow: digest('s') });
    expect((await stores().two.pointers()).filter(({ tenant_id }) => tenant_id === control.tenant)).toHaveLength(1);
    expect(await stores().two.settings(control.tenant)).toEqual({ approvals: 2, blast_radius: 0.25 });
  });

  it('keeps grants, and counts their uses until none is left, they expire or are revoked', async () => {
    const control = new Control(stores().one);
    const put = async (given: GrantRecord): Promise<void> => {
      expect(await control.write({ transitions: [transition(control.tenant, control.seq, { hash: null })], grant: given })).toBe(
        'committed',
      );
    };
    const [given, old, taken] = [
      grant(control.tenant),
      grant(control.tenant, { expires_at: '2026-11-01T00:00:00.000Z' }),
      grant(control.tenant),
    ];
    for (const each of [given, old, taken]) await put(each);
    await put({ ...taken, revoked_at: '2026-11-04T00:00:00.000Z', revoked_by: 'bo' });
    const use = async ({ grant_id }: GrantRecord): Promise<boolean> => stores().two.useGrant(control.tenant, grant_id);
    const uses = await Promise.all([
      use(given),
      use(given),
      use(given),
      use(old),
      use(taken),
      stores().one.useGrant('another', given.grant_id),
    ]);
    expect(uses.filter(Boolean)).toHaveLength(2);
    const listed = await stores().two.grants(control.tenant);
    expect(listed.find(({ grant_id }) => grant_id === given.grant_id)).toEqual({ ...given, uses: 2 });
    expect(listed.filter(({ revoked_at }) => revoked_at !== null)).toHaveLength(1);
  });

  it('pins what a tool of an agent was first, and keeps what it became beside it until that is accepted', async () => {
    const control = new Control(stores().one);
    const tool = (name: string, description: string) => ({ name, digest: digest(description), definition: { name, description } });
    const meet = async (tools: readonly ReturnType<typeof tool>[], agent = 'coder') =>
      Object.fromEntries(await stores().one.pinTools(control.tenant, agent, tools));
    const [first, changed, other] = [tool('mail', 'sends'), tool('mail', 'sends, and é "reads"'), tool('files', 'reads')];
    expect(await meet([first])).toEqual({ mail: first.digest });
    const both = await Promise.all([meet([changed, other]), meet([other, changed])]);
    expect(both).toEqual([1, 2].map(() => ({ mail: first.digest, files: other.digest })));
    expect(await meet([changed], 'another')).toEqual({ mail: changed.digest });
    expect((await stores().two.toolPins(control.tenant)).map(({ agent, name, met }) => [agent, name, met?.digest])).toEqual([
      ['coder', 'mail', changed.digest],
      ['another', 'mail', undefined],
      ['coder', 'files', undefined],
    ]);
    const accept = async (hash: string, tenant = control) => {
      const pin = { agent: 'coder', name: 'mail', digest: hash, by: 'olga', at: '2026-11-05T00:00:00.000Z' };
      return tenant.write({ transitions: [transition(tenant.tenant, tenant.seq, { hash: null })], pin });
    };
    const stale = await accept(digest('another one'), new Control(stores().one));
    expect(stale).toBe('lost_race');
    expect(await accept(changed.digest)).toBe('committed');
    const [accepted] = (await stores().two.toolPins(control.tenant)).filter(({ name, agent }) => name === 'mail' && agent === 'coder');
    expect(accepted).toEqual({
      ...{ tenant_id: control.tenant, agent: 'coder', name: 'mail', digest: changed.digest, definition: changed.definition },
      ...{ pinned_at: '2026-11-05T00:00:00.000Z', met: null, accepted_by: 'olga' },
    });
    expect(await meet([first])).toEqual({ mail: changed.digest });
    expect(await meet([changed])).toEqual({ mail: changed.digest });
    expect((await stores().two.toolPins(control.tenant)).every(({ met }) => met === null)).toBe(true);
  });

  it('pins no more tools of an agent than it may, and still knows those that it has', async () => {
    const control = new Control(stores().one);
    const tools = Array.from({ length: MOST_PINS }, (_, index) => {
      const name = `tool_${index.toString()}`;
      return { name, digest: digest(name), definition: { name } };
    });
    const [kept] = tools;
    if (kept === undefined) throw new Error('there is none');
    expect((await stores().one.pinTools(control.tenant, 'coder', tools)).size).toBe(MOST_PINS);
    const more = { name: 'one_more', digest: digest('more'), definition: { name: 'one_more' } };
    const known = await stores().one.pinTools(control.tenant, 'coder', [more, { ...kept, digest: digest('changed') }]);
    expect([...known]).toEqual([[kept.name, kept.digest]]);
  });

  it('keeps what issuers took back, and tells it from a time on', async () => {
    const control = new Control(stores().one);
    const given = ['2026-11-01T00:00:00.000Z', '2026-11-02T00:00:00.000Z'].map((at): TokenRevocation => ({
      ...{ tenant_id: control.tenant, issuer: 'https://idp.test', jti: id('jti'), subject: 'u-17', person: null },
      ...{ before: '2026-11-01T00:00:00.000Z', reason: 'session-revoked', at },
    }));
    for (const revocation of given)
      expect(await control.write({ transitions: [transition(control.tenant, control.seq, { event: 'revoke_tokens' })], revocation })).toBe(
        'committed',
      );
    const since = async (time: string) => (await stores().two.revocations(time)).filter(({ tenant_id }) => tenant_id === control.tenant);
    expect(await since('2026-10-01T00:00:00.000Z')).toEqual(given);
    expect(await since('2026-11-02T00:00:00.000Z')).toEqual(given.slice(1));
    expect(await since('2026-11-02T00:00:00.001Z')).toEqual([]);
  });

  it('keeps stops, and those that hold apart from those that were lifted', async () => {
    const control = new Control(stores().one);
    const [first, second] = [stop(control.tenant), stop(control.tenant, { at: '2026-11-02T00:00:00.000Z' })];
    for (const each of [first, second])
      expect(await control.write({ transitions: [transition(control.tenant, control.seq, { hash: null })], stop: each })).toBe('committed');
    const lifted = { ...first, lifted_at: '2026-11-03T00:00:00.000Z', lifted_by: 'olga' };
    expect(await control.write({ transitions: [transition(control.tenant, control.seq, { hash: null })], stop: lifted })).toBe('committed');
    expect(await stores().two.stops(control.tenant)).toEqual([second, lifted]);
    expect((await stores().two.activeStops()).filter(({ tenant_id }) => tenant_id === control.tenant)).toEqual([second]);
  });
}

function passkeyLaws(stores: () => PolicyStores): void {
  const add = async (control: Control, passkey: PasskeyRecord): Promise<AppendResult> =>
    control.write({ transitions: [transition(control.tenant, control.seq, { event: 'add_passkey' })], passkey: { kind: 'add', passkey } });
  const remove = async (control: Control, credential_id: string): Promise<AppendResult> => {
    const passkey = { kind: 'remove' as const, credential_id, at: '2026-11-04T00:00:00.000Z', by: 'olga' };
    return control.write({ transitions: [transition(control.tenant, control.seq, { event: 'remove_passkey' })], passkey });
  };
  /** A unit of a new session that a passkey of the tenant signed. */
  const signed = (tenant: string, presence: NonNullable<AppendUnit['presence']>): AppendUnit => {
    const session = id('ses');
    return { ...unit({ tenant, session, from: null, entries: 0, open: { host_session_id: session } }), presence };
  };

  it('keeps passkeys by person and tenant, and takes a credential once, for ever', async () => {
    const [control, other] = [new Control(stores().one), new Control(stores().one)];
    const [first, second] = [
      passkey(control.tenant),
      passkey(control.tenant, { added_at: '2026-11-05T00:00:00.000Z', counter: 4_000_000_000 }),
    ];
    for (const each of [first, second, passkey(control.tenant, { person: 'bob' })]) expect(await add(control, each)).toBe('committed');
    expect(await stores().two.passkeys(control.tenant, 'ada')).toEqual([second, first]);
    expect(await stores().two.passkeys(other.tenant, 'ada')).toEqual([]);
    expect(await stores().two.passkey(control.tenant, second.credential_id)).toEqual(second);
    expect(await stores().two.passkey(other.tenant, second.credential_id)).toBeNull();
    expect(await add(control, { ...first, person: 'eve' })).toBe('lost_race');
    expect(await remove(control, first.credential_id)).toBe('committed');
    expect(await remove(control, first.credential_id)).toBe('lost_race');
    expect(await add(control, first)).toBe('lost_race');
    const removed = { ...first, removed_at: '2026-11-04T00:00:00.000Z', removed_by: 'olga' };
    expect(await stores().two.passkeys(control.tenant, 'ada')).toEqual([second, removed]);
    expect(await stores().two.transitions(control.tenant, { limit: 9 })).toHaveLength(4);
    expect(await add(other, passkey(other.tenant, { credential_id: first.credential_id }))).toBe('committed');
  });

  it('moves the counter of a passkey once, in the commit of what it signed', async () => {
    const control = new Control(stores().one);
    const key = passkey(control.tenant);
    await add(control, key);
    const { credential_id } = key;
    const move = async (from: number, to: number): Promise<readonly AppendResult[]> =>
      stores().store.append([signed(control.tenant, { credential_id, from, to })]);
    const counter = async (): Promise<number | undefined> => (await stores().two.passkey(control.tenant, credential_id))?.counter;
    expect(await move(7, 8)).toEqual(['lost_race']);
    expect(await move(0, 3_000_000_000)).toEqual(['committed']);
    expect(await counter()).toBe(3_000_000_000);
    const at = { credential_id, from: 3_000_000_000 };
    const raced = await Promise.all(
      [1, 2, 3].map(async (more) => stores().store.append([signed(control.tenant, { ...at, to: at.from + more })])),
    );
    expect(raced.flat().filter((result) => result === 'committed')).toHaveLength(1);
    const from = (await counter()) ?? 0;
    const together = await stores().store.append([1, 2].map((more) => signed(control.tenant, { credential_id, from, to: from + more })));
    expect(together).toEqual(['committed', 'lost_race']);
    expect(await counter()).toBe(from + 1);
  });

  it('leaves nothing of what a passkey signed that is removed, unknown, or of another tenant', async () => {
    const [control, other] = [new Control(stores().one), new Control(stores().one)];
    const [gone, foreign] = [passkey(control.tenant), passkey(other.tenant)];
    await add(control, gone);
    await remove(control, gone.credential_id);
    await add(other, foreign);
    for (const credential_id of [gone.credential_id, foreign.credential_id, 'nobody']) {
      const next = signed(control.tenant, { credential_id, from: 0, to: 1 });
      expect(await stores().store.append([next])).toEqual(['lost_race']);
      expect(await stores().store.session(control.tenant, next.session_id)).toBeNull();
    }
    expect((await stores().two.passkey(other.tenant, foreign.credential_id))?.counter).toBe(0);
  });
}

const passkey = (tenant: string, over: Partial<PasskeyRecord> = {}): PasskeyRecord => ({
  tenant_id: tenant,
  person: 'ada',
  credential_id: id('cred'),
  public_key: 'pQECAyYgASFYIA',
  counter: 0,
  label: 'phone',
  added_at: '2026-11-03T00:00:00.000Z',
  removed_at: null,
  removed_by: null,
  ...over,
});

const grant = (tenant: string, over: Partial<GrantRecord> = {}): GrantRecord => ({
  tenant_id: tenant,
  grant_id: id('grt'),
  agent: 'coder',
  tool: 'pay',
  operation: 'run',
  parameters: { amount: { type: 'number', optional: false, restricting: false, maximum: 50 } },
  expires_at: '2999-01-01T00:00:00.000Z',
  max_uses: 2,
  reason: 'because',
  by: 'ada',
  roles: ['approver'],
  at: '2026-11-03T00:00:00.000Z',
  uses: 0,
  revoked_at: null,
  revoked_by: null,
  ...over,
});

const stop = (tenant: string, over: Partial<StopRecord> = {}): StopRecord => ({
  tenant_id: tenant,
  stop_id: id('stp'),
  kind: 'session',
  id: 'ses_1',
  reason: 'é "an incident"',
  by: 'olga',
  at: '2026-11-01T00:00:00.000Z',
  lifted_at: null,
  lifted_by: null,
  ...over,
});

const onlySession = async (store: Store, tenant: string): Promise<{ readonly session_id: string }> => {
  const [session] = await store.sessions(tenant, { limit: 2 });
  if (session === undefined) throw new Error('there is no control session');
  return session;
};

function readLaws(stores: () => PolicyStores): void {
  it('takes the state from the last move, and what the check found', async () => {
    const control = new Control(stores().one);
    const version = await control.publish('v1');
    await control.move(version, { event: 'check', from: 'draft', to: 'checked', detail: { intent_read: true, report: [1, null] } });
    await control.move(version, { event: 'activate', to: 'active' });
    await control.move(version, { event: 'retire', to: 'retired', index: 1 });
    expect(await stores().one.summary(control.tenant, version.hash)).toMatchObject({
      state: 'retired',
      ever_active: true,
      intent_read: true,
    });
    const rows = await stores().one.transitions(control.tenant, { limit: 9, hash: version.hash });
    expect(rows.map(({ to }) => to)).toEqual(['retired', 'active', 'checked', 'draft']);
    expect(rows[2]?.detail).toEqual({ intent_read: true, report: [1, null] });
  });

  it('lists versions and events from the newest on, page by page', async () => {
    const control = new Control(stores().one);
    for (const [text, at] of [
      ['a', '2026-11-01T00:00:00.000Z'],
      ['b', '2026-11-03T00:00:00.000Z'],
      ['c', '2026-11-02T00:00:00.000Z'],
    ] as const)
      await control.publish(text, at);
    const all = await stores().one.versions(control.tenant, { limit: 9 });
    expect(all.map(({ hash }) => hash)).toEqual(['b', 'c', 'a'].map(digest));
    const rest = await stores().one.versions(control.tenant, {
      limit: 1,
      before: { created_at: '2026-11-03T00:00:00.000Z', hash: digest('b') },
    });
    expect(rest.map(({ hash }) => hash)).toEqual([digest('c')]);
    const [last] = await stores().one.transitions(control.tenant, { limit: 1 });
    expect(last?.hash).toBe(digest('c'));
    const before = { seq: last?.seq ?? 0, index: 0 };
    expect((await stores().one.transitions(control.tenant, { limit: 9, before })).map(({ hash }) => hash)).toEqual(['b', 'a'].map(digest));
    expect(await stores().one.transitions(control.tenant, { limit: 9, before, hash: digest('a') })).toHaveLength(1);
  });

  it('counts only signatures since the version was last a draft', async () => {
    const control = new Control(stores().one);
    const version = await control.publish('v1');
    const signoff = (approver: string) => ({
      tenant_id: control.tenant,
      hash: version.hash,
      approver,
      statement_digest: digest(approver),
      at: '2026-11-02T00:00:00.000Z',
      seq: control.seq,
    });
    await control.move(version, { event: 'sign', to: 'tested' }, { signoff: signoff('bea') });
    expect((await stores().two.signoffs(control.tenant, version.hash)).map(({ approver }) => approver)).toEqual(['bea']);
    await control.move(version, { event: 'publish', from: 'retired', to: 'draft' });
    await control.move(version, { event: 'sign', to: 'tested' }, { signoff: signoff('cai') });
    expect(await stores().two.signoffs(control.tenant, version.hash)).toEqual([
      { hash: version.hash, approver: 'cai', statement_digest: digest('cai'), at: '2026-11-02T00:00:00.000Z' },
    ]);
  });
}

function watchLaws(stores: () => PolicyStores): void {
  it('wakes whoever watches when a pointer changed, and no more once closed', async () => {
    const seen = { calls: 0 };
    const watch = await stores().two.watch(() => (seen.calls += 1));
    await eventually(() => seen.calls > 0);
    const control = new Control(stores().one);
    const version = await control.publish('v1');
    const before = seen.calls;
    await control.move(version, { to: 'active' }, { pointer: pointer(control.tenant, version.hash, 1) });
    await eventually(() => seen.calls > before);
    await watch.close();
    const after = seen.calls;
    await control.move(version, { to: 'active' }, { pointer: pointer(control.tenant, version.hash, 2) });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(seen.calls).toBe(after);
  });
}

export async function eventually(holds: () => boolean | Promise<boolean>, ms = 5_000): Promise<void> {
  const until = Date.now() + ms;
  while (!(await holds())) {
    if (Date.now() > until) throw new Error('it never came to hold');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

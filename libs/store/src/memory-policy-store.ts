import { DEFAULT_POLICY_SETTINGS } from '@writ/aarm';
import type { PolicySettings, GrantRecord, StopRecord, TokenRevocation } from '@writ/aarm';
import { passkeysOf } from './memory-passkeys.js';
import type { MemoryPasskeys } from './memory-passkeys.js';
import { MemoryToolPins } from './memory-tool-pins.js';
import type { PolicyPointer, PolicyStore, PolicyTransition, PolicyVersion, PolicyVersionSummary, PolicyWrites, Store } from '@writ/engine';

type Signoff = NonNullable<PolicyWrites['signoff']>;

interface Tables {
  readonly versions: PolicyVersion[];
  readonly transitions: PolicyTransition[];
  readonly signoffs: Signoff[];
  readonly pointers: Map<string, PolicyPointer>;
  readonly settings: Map<string, PolicySettings>;
  readonly stops: Map<string, StopRecord>;
  readonly revocations: TokenRevocation[];
  readonly grants: Map<string, GrantRecord>;
  readonly pins: MemoryToolPins;
  readonly passkeys: MemoryPasskeys;
  readonly watchers: Set<() => void>;
}

/** The policy port in memory, over a store in memory: for tests, and to hold the contract against. Nothing is durable. */
export function createMemoryPolicyStore(store: Pick<Store, 'append'>): PolicyStore {
  const tables: Tables = {
    versions: [],
    transitions: [],
    signoffs: [],
    pointers: new Map(),
    settings: new Map(),
    stops: new Map(),
    revocations: [],
    grants: new Map(),
    pins: new MemoryToolPins(),
    passkeys: passkeysOf(store),
    watchers: new Set(),
  };
  return {
    ...reads(tables),
    appendPolicyEvent: async (unit, writes) => {
      const known = ({ tenant_id, hash }: PolicyVersion): boolean =>
        tables.versions.some((version) => version.tenant_id === tenant_id && version.hash === hash);
      if (writes.version !== null && known(writes.version)) return 'lost_race';
      if (writes.pin !== undefined && !tables.pins.waits(unit.tenant_id, writes.pin)) return 'lost_race';
      if (writes.passkey !== undefined && !tables.passkeys.fits(unit.tenant_id, writes.passkey)) return 'lost_race';
      const [result = 'lost_race'] = await store.append([unit]);
      if (result === 'committed') write(tables, unit.tenant_id, writes);
      return result;
    },
    watch: async (changed) => {
      tables.watchers.add(changed);
      setImmediate(changed);
      return Promise.resolve({
        close: async () => {
          tables.watchers.delete(changed);
          return Promise.resolve();
        },
      });
    },
    close: async () => Promise.resolve(),
  };
}

function write(
  tables: Tables,
  tenantId: string,
  { version, transitions, signoff, pointer, settings, stop, grant, pin, passkey, revocation }: PolicyWrites,
): void {
  if (passkey !== undefined) tables.passkeys.apply(tenantId, passkey);
  if (pin !== undefined) tables.pins.accept(tenantId, pin);
  if (version !== null) tables.versions.push(version);
  tables.transitions.push(...transitions);
  if (signoff !== null) tables.signoffs.push(signoff);
  if (settings !== null) tables.settings.set(tenantId, settings);
  if (grant !== undefined)
    tables.grants.set(`${tenantId} ${grant.grant_id}`, { ...grant, uses: tables.grants.get(`${tenantId} ${grant.grant_id}`)?.uses ?? 0 });
  if (stop !== undefined) tables.stops.set(`${tenantId} ${stop.stop_id}`, stop);
  if (revocation !== undefined) tables.revocations.push(revocation);
  if (pointer === null && stop === undefined && revocation === undefined) return;
  if (pointer !== null) tables.pointers.set(tenantId, pointer);
  for (const changed of tables.watchers) setImmediate(changed);
}

function grantsOf({ grants }: Tables): Pick<PolicyStore, 'grants' | 'useGrant'> {
  const isLeft = ({ revoked_at, uses, max_uses, expires_at }: GrantRecord): boolean =>
    revoked_at === null && uses < max_uses && Date.parse(expires_at) > Date.now();
  return {
    grants: async (tenantId) => Promise.resolve([...grants.values()].filter(({ tenant_id }) => tenant_id === tenantId).reverse()),
    useGrant: async (tenantId, grantId) => {
      const found = grants.get(`${tenantId} ${grantId}`);
      if (found === undefined || !isLeft(found)) return Promise.resolve(false);
      grants.set(`${tenantId} ${grantId}`, { ...found, uses: found.uses + 1 });
      return Promise.resolve(true);
    },
  };
}

const stopsOf = ({ stops, revocations, transitions }: Tables): Pick<PolicyStore, 'activeStops' | 'stops' | 'revocations' | 'tenants'> => ({
  revocations: async (since) => Promise.resolve(revocations.filter(({ at }) => at >= since)),
  tenants: async () => Promise.resolve([...new Set(transitions.map(({ tenant_id }) => tenant_id))]),
  activeStops: async () => Promise.resolve([...stops.values()].filter(({ lifted_at }) => lifted_at === null)),
  stops: async (tenantId) => Promise.resolve([...stops.values()].filter(({ tenant_id }) => tenant_id === tenantId).reverse()),
});

function reads(tables: Tables): Omit<PolicyStore, 'appendPolicyEvent' | 'watch' | 'close'> {
  const versionsOf = (tenantId: string): readonly PolicyVersion[] => tables.versions.filter(({ tenant_id }) => tenant_id === tenantId);
  const find = (tenantId: string, hash: string): PolicyVersion | null =>
    versionsOf(tenantId).find((version) => version.hash === hash) ?? null;
  return {
    ...stopsOf(tables),
    ...grantsOf(tables),
    pinTools: tables.pins.pinTools,
    toolPins: tables.pins.toolPins,
    passkeys: tables.passkeys.passkeys,
    passkey: tables.passkeys.passkey,
    version: async (tenantId, hash) => Promise.resolve(find(tenantId, hash)),
    summary: async (tenantId, hash) => {
      const found = find(tenantId, hash);
      return Promise.resolve(found === null ? null : summaryOf(tables, found));
    },
    versions: async (tenantId, { limit, before }) => {
      const older = ({ created_at, hash }: PolicyVersion): boolean =>
        before === undefined || created_at < before.created_at || (created_at === before.created_at && hash < before.hash);
      const found = versionsOf(tenantId).filter(older);
      found.sort((a, b) => compare(b.created_at, a.created_at) || compare(b.hash, a.hash));
      return Promise.resolve(found.slice(0, limit).map((version) => summaryOf(tables, version)));
    },
    transitions: async (tenantId, { limit, hash, before }) => {
      const older = ({ seq, index }: PolicyTransition): boolean =>
        before === undefined || seq < before.seq || (seq === before.seq && index < before.index);
      const found = latestFirst(tables, tenantId).filter((row) => (hash === undefined || row.hash === hash) && older(row));
      return Promise.resolve(found.slice(0, limit));
    },
    signoffs: async (tenantId, hash) => {
      const drafted = latestFirst(tables, tenantId).find((row) => row.hash === hash && row.event === 'publish')?.seq ?? -1;
      const found = tables.signoffs.filter((row) => row.tenant_id === tenantId && row.hash === hash && row.seq > drafted);
      return Promise.resolve(found.map(({ tenant_id: _tenant, seq: _seq, ...signoff }) => signoff));
    },
    pointer: async (tenantId) => Promise.resolve(tables.pointers.get(tenantId) ?? null),
    pointers: async () => Promise.resolve([...tables.pointers.values()].sort((a, b) => compare(a.tenant_id, b.tenant_id))),
    settings: async (tenantId) => Promise.resolve(tables.settings.get(tenantId) ?? DEFAULT_POLICY_SETTINGS),
  };
}

const latestFirst = ({ transitions }: Tables, tenantId: string): PolicyTransition[] =>
  transitions.filter(({ tenant_id }) => tenant_id === tenantId).sort((a, b) => b.seq - a.seq || b.index - a.index);

function summaryOf(tables: Tables, version: PolicyVersion): PolicyVersionSummary {
  const { tenant_id, hash, packs, author, created_at, content_digest, terms, rules } = version;
  const rows = latestFirst(tables, tenant_id).filter((row) => row.hash === hash);
  const moved = rows.find(({ to }) => to !== null);
  const checked = rows.find(({ event }) => event === 'check' || event === 'bootstrap')?.detail as
    { readonly intent_read?: boolean } | undefined;
  return {
    tenant_id,
    hash,
    policy_id: terms.id,
    version: terms.version,
    packs,
    author,
    created_at,
    content_digest,
    rules: rules.length,
    state: moved?.to ?? 'draft',
    state_since: moved?.at ?? created_at,
    ever_active: rows.some(({ to }) => to === 'active'),
    intent_read: checked?.intent_read ?? null,
  };
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

import type { PasskeyRecord } from '@writ/aarm';
import type { AppendUnit, PasskeyChange, PolicyStore } from '@writ/engine';

/** The passkeys of people in memory. */
export class MemoryPasskeys implements Pick<PolicyStore, 'passkeys' | 'passkey'> {
  readonly #rows = new Map<string, PasskeyRecord>();

  readonly passkeys: PolicyStore['passkeys'] = async (tenantId, person) => {
    const found = [...this.#rows.values()].filter((row) => row.tenant_id === tenantId && row.person === person);
    return Promise.resolve(found.sort((a, b) => order(b.added_at, a.added_at) || order(a.credential_id, b.credential_id)));
  };

  readonly passkey: PolicyStore['passkey'] = async (tenantId, credentialId) =>
    Promise.resolve(this.#rows.get(keyOf(tenantId, credentialId)) ?? null);

  /** Whether the change still fits what is there. */
  fits(tenantId: string, change: PasskeyChange): boolean {
    if (change.kind === 'add') return !this.#rows.has(keyOf(tenantId, change.passkey.credential_id));
    return this.#rows.get(keyOf(tenantId, change.credential_id))?.removed_at === null;
  }

  apply(tenantId: string, change: PasskeyChange): void {
    if (change.kind === 'add') {
      this.#rows.set(keyOf(tenantId, change.passkey.credential_id), { ...change.passkey, tenant_id: tenantId });
      return;
    }
    const key = keyOf(tenantId, change.credential_id);
    const row = this.#rows.get(key);
    if (row !== undefined) this.#rows.set(key, { ...row, removed_at: change.at, removed_by: change.by });
  }

  /** Whether the passkey stands, and nothing was signed with it since. */
  mayUse({ tenant_id, presence }: AppendUnit): boolean {
    if (presence === undefined) return true;
    const row = this.#rows.get(keyOf(tenant_id, presence.credential_id));
    return row?.removed_at === null && row.counter === presence.from;
  }

  use({ tenant_id, presence }: AppendUnit): void {
    if (presence === undefined) return;
    const key = keyOf(tenant_id, presence.credential_id);
    const row = this.#rows.get(key);
    if (row !== undefined) this.#rows.set(key, { ...row, counter: presence.to });
  }
}

const keyOf = (tenantId: string, credentialId: string): string => JSON.stringify([tenantId, credentialId]);
const order = (a: string, b: string): number => Number(a > b) - Number(a < b);

const known = new WeakMap<object, MemoryPasskeys>();

/** A store in memory and the policy store over it have them in common, as two halves of one database do. */
export function rememberPasskeys<T extends object>(store: T, passkeys: MemoryPasskeys): T {
  known.set(store, passkeys);
  return store;
}

export const passkeysOf = (store: object): MemoryPasskeys => known.get(store) ?? new MemoryPasskeys();

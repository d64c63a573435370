import type { Role } from '@writ/contract';
import { ROLES } from '@writ/contract';
import type { PasskeyRecord } from '@writ/aarm';
import { isPassphrase, recordPassphrase } from '../local/passphrase.js';
import type { PassphraseRecord } from '../local/passphrase.js';
import type { SecretFiles } from '../local/vault.js';

/** A person of the issuer. */
export interface Person {
  readonly id: string;
  readonly roles: readonly string[];
}

/** A passkey with which a person signs in. */
export type SignInKey = Pick<PasskeyRecord, 'credential_id' | 'public_key' | 'counter'>;

/** Who whoever signs in says that they are. */
export interface People {
  find(id: string): Person | null;
  all(): readonly Person[];
}

/** The people who set themselves up here, in one sealed file. */
export interface KnownPeople extends People {
  /** The first who came, and who may invite others; null before. */
  owner(): Person | null;
  /** Whether it is this person's passphrase. It takes as long for somebody who is not known. */
  isPassphraseOf(id: string, passphrase: string): Promise<boolean>;
  /** Adds a person; false where there is one of that name. */
  add(person: Person, passphrase: string): Promise<boolean>;
  remove(id: string): boolean;
  addPasskey(id: string, passkey: SignInKey): boolean;
  /** Whose passkey it is. */
  passkey(credentialId: string): { readonly person: Person; readonly passkey: SignInKey } | null;
  /** Moves its counter on. */
  usePasskey(credentialId: string, counter: number): void;
}

interface Kept extends Person {
  readonly passphrase: PassphraseRecord;
  readonly passkeys: readonly SignInKey[];
}

const FILE = 'people.json';
/** What is compared with where nobody has the name: whether somebody has it does not show in the time that an answer takes. */
const NOBODY: PassphraseRecord = { salt: 'AAAAAAAAAAAAAAAAAAAAAA', key: 'A'.repeat(43) };

export const openPeople = (files: SecretFiles): KnownPeople => {
  const kept = JSON.parse(files.read(FILE) ?? '[]') as readonly Kept[];
  const all = new Map(kept.map((person) => [person.id, person]));
  const save = (): void => {
    files.write(FILE, JSON.stringify([...all.values()], null, 2));
  };
  const put = (person: Kept): void => {
    all.set(person.id, person);
    save();
  };
  return {
    find: (id) => personOf(all.get(id)),
    all: () => [...all.values()].map(({ id, roles }) => ({ id, roles })),
    owner: () => personOf([...all.values()].find(({ roles }) => roles.includes('administrator'))),
    isPassphraseOf: async (id, passphrase) => {
      const record = all.get(id)?.passphrase;
      return (await isPassphrase(passphrase, record ?? NOBODY)) && record !== undefined;
    },
    add: async ({ id, roles }, passphrase) => {
      const record = await recordPassphrase(passphrase);
      if (all.has(id)) return false;
      put({ id, roles, passphrase: record, passkeys: [] });
      return true;
    },
    remove: (id) => {
      const removed = all.delete(id);
      save();
      return removed;
    },
    ...passkeysOf(all, put),
  };
};

const personOf = (found: Kept | undefined): Person | null => (found === undefined ? null : { id: found.id, roles: found.roles });

const passkeysOf = (
  all: ReadonlyMap<string, Kept>,
  put: (person: Kept) => void,
): Pick<KnownPeople, 'addPasskey' | 'passkey' | 'usePasskey'> => {
  const holderOf = (credentialId: string): Kept | undefined =>
    [...all.values()].find(({ passkeys }) => passkeys.some(({ credential_id }) => credential_id === credentialId));
  return {
    addPasskey: (id, passkey) => {
      const person = all.get(id);
      if (person === undefined || holderOf(passkey.credential_id) !== undefined) return false;
      put({ ...person, passkeys: [...person.passkeys, passkey] });
      return true;
    },
    passkey: (credentialId) => {
      const holder = holderOf(credentialId);
      const passkey = holder?.passkeys.find(({ credential_id }) => credential_id === credentialId);
      return holder === undefined || passkey === undefined ? null : { person: { id: holder.id, roles: holder.roles }, passkey };
    },
    usePasskey: (credentialId, counter) => {
      const holder = holderOf(credentialId);
      if (holder === undefined) return;
      const passkeys = holder.passkeys.map((each) => (each.credential_id === credentialId ? { ...each, counter } : each));
      put({ ...holder, passkeys });
    },
  };
};

/** What whoever sets up a service may do. Four eyes still need a second person: nobody answers what their own agent asks of approvers. */
export const OWNER_ROLES: readonly Role[] = [...ROLES];

/** Why this cannot be the name of a person, in words; null where it can. */
export const faultInName = (id: string): string | null =>
  /^[a-z][a-z0-9._-]{0,31}$/u.test(id) ? null : 'a name is 1 to 32 small letters, digits, `.`, `_` and `-`, and begins with a letter';

/** The people of a demonstration: anybody on this machine may be each of them. */
export const DEMONSTRATION_PEOPLE: readonly Person[] = [
  { id: 'alice', roles: ['developer', 'viewer'] },
  { id: 'bob', roles: ['approver'] },
  { id: 'carol', roles: ['auditor'] },
  // Whoever has none of the roles of docs/people.md reads nothing.
  { id: 'dana', roles: ['developer'] },
  { id: 'olga', roles: ['operator'] },
  { id: 'ann', roles: ['author'] },
  { id: 'pia', roles: ['policy_approver'] },
];

export const demonstrationPeople: People = {
  find: (id) => DEMONSTRATION_PEOPLE.find((person) => person.id === id) ?? null,
  all: () => DEMONSTRATION_PEOPLE,
};

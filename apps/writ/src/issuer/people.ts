import { createHmac, randomBytes } from 'node:crypto';
import type { Role } from '@writ/contract';
import { ROLES } from '@writ/contract';
import type { PasskeyRecord } from '@writ/aarm';
import { isPassphrase, isProof, recordPassphrase } from '../local/passphrase.js';
import type { PassphraseRecord, ProofOf } from '../local/passphrase.js';
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
  /** With what this person's passphrase is turned into a key; of somebody who is not known, something that looks the same. */
  saltOf(id: string): string;
  /** Whether a proof was made with this person's passphrase. */
  isProofOf(proof: string, about: ProofOf): boolean;
  /** Whether somebody has this name, or had it: a name is never given again, because tokens, tabs and agents may still have it. */
  isTaken(id: string): boolean;
  /** Adds a person; false where the name is taken. */
  add(person: Person, passphrase: string): Promise<boolean>;
  remove(id: string): boolean;
  addPasskey(id: string, passkey: SignInKey): boolean;
  /** Whose passkey it is. */
  passkey(credentialId: string): { readonly person: Person; readonly passkey: SignInKey } | null;
  /** Moves its counter on. */
  usePasskey(credentialId: string, counter: number): void;
}

interface Kept extends Person {
  /** They are not known any more; only the name is kept. */
  readonly removed?: true;
  readonly passphrase: PassphraseRecord;
  readonly passkeys: readonly SignInKey[];
}

const FILE = 'people.json';
/** What is compared with where nobody has the name: whether somebody has it does not show in the time that an answer takes. */
const NOBODY: PassphraseRecord = { salt: 'AAAAAAAAAAAAAAAAAAAAAA', key: 'A'.repeat(43) };

export const openPeople = (files: SecretFiles): KnownPeople => {
  const text = files.read(FILE);
  const kept = JSON.parse(text ?? '[]') as readonly Kept[];
  const all = new Map(kept.filter(({ removed }) => removed !== true).map((person) => [person.id, person]));
  const gone = new Map(kept.filter(({ removed }) => removed === true).map((person) => [person.id, person]));
  const save = (): void => {
    files.write(FILE, JSON.stringify([...all.values(), ...gone.values()], null, 2));
  };
  // It is there from the first start on, so that one that is missing was taken away.
  if (text === null) save();
  const put = (person: Kept): void => {
    all.set(person.id, person);
    save();
  };
  return {
    find: (id) => personOf(all.get(id)),
    all: () => [...all.values()].map(({ id, roles }) => ({ id, roles })),
    owner: () => personOf([...all.values()].find(({ roles }) => roles.includes('administrator'))),
    add: async ({ id, roles }, passphrase) => {
      const record = await recordPassphrase(passphrase);
      if (all.has(id) || gone.has(id)) return false;
      put({ id, roles, passphrase: record, passkeys: [] });
      return true;
    },
    remove: (id) => {
      const removed = all.delete(id);
      if (removed) gone.set(id, { id, roles: [], passphrase: NOBODY, passkeys: [], removed });
      save();
      return removed;
    },
    isTaken: (id) => all.has(id) || gone.has(id),
    ...passphrasesOf(all),
    ...passkeysOf(all, put),
  };
};

const personOf = (found: Kept | undefined): Person | null => (found === undefined ? null : { id: found.id, roles: found.roles });

const passphrasesOf = (all: ReadonlyMap<string, Kept>): Pick<KnownPeople, 'isPassphraseOf' | 'saltOf' | 'isProofOf'> => {
  const saltKey = randomBytes(32);
  const recordOf = (id: string): PassphraseRecord | undefined => all.get(id)?.passphrase;
  return {
    isPassphraseOf: async (id, passphrase) => {
      const record = recordOf(id);
      return (await isPassphrase(passphrase, record ?? NOBODY)) && record !== undefined;
    },
    saltOf: (id) => recordOf(id)?.salt ?? createHmac('sha256', saltKey).update(id).digest().subarray(0, 16).toString('base64url'),
    isProofOf: (proof, about) => {
      const record = recordOf(about.person);
      return isProof(proof, record ?? NOBODY, about) && record !== undefined;
    },
  };
};

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

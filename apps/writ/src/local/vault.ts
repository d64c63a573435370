import { randomBytes } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SEAL_KEY_BYTES, replacePrivate, sealText, unsealText } from '@writ/signer';
import { CliError } from '../cli/cli-error.js';
import { visible } from '../cli/terminal.js';
import { readIfThere } from '../hook/private-file.js';
import { keyOfPassphrase, newSalt } from './passphrase.js';

/** Small files of one folder, each whole or not at all. */
export interface SecretFiles {
  /** The text of a file, or null where there is none. */
  read(name: string): string | null;
  write(name: string, text: string): void;
}

/**
 * The secrets of a data folder at rest. Every secret file is encrypted under one key. Until somebody has set a passphrase the key lies
 * beside them; from then on only that passphrase opens it, and a start asks for it.
 */
export interface Vault {
  /** What the secret files are encrypted under. */
  readonly key: Uint8Array;
  /** Whether a start takes a passphrase. */
  readonly locked: () => boolean;
  /** Puts the key behind this person's passphrase too, and takes it away from beside the files. */
  lock(person: string, passphrase: string): Promise<void>;
  /** A person's passphrase no longer opens it. */
  forget(person: string): void;
  files(folder: string): SecretFiles;
}

/** The file of a vault. */
export const VAULT_FILE = 'vault.json';
const TRIES = 3;
interface Slot {
  readonly person: string;
  readonly salt: string;
  /** The key, sealed under what the passphrase and the salt give. */
  readonly sealed: string;
}

/** What stands in the file: the key itself, or one slot for each passphrase that opens it. */
type Stored =
  | { readonly version: 1; readonly key: string; /** Which folder it was made in. */ readonly made_in: string }
  | { readonly version: 1; readonly slots: readonly Slot[] };

/** Opens the vault of a data folder, making it on first use. `ask` gets a passphrase from whoever is there, or rejects. */
export const openVault = async (dataDir: string, ask: (prompt: string) => Promise<string>): Promise<Vault> => {
  const path = join(dataDir, VAULT_FILE);
  refuseForeign(path);
  const known = readIfThere(path);
  if (known === null) refuseOrphans(dataDir);
  let stored = known === null ? newVault(path) : storedIn(path, known);
  if ('key' in stored) refuseCopied(dataDir, stored);
  const wasLocked = 'slots' in stored;
  const key = 'key' in stored ? Buffer.from(stored.key, 'base64url') : await unlocked(stored.slots, ask);
  const save = (slots: readonly Slot[]): void => {
    stored = { version: 1, slots };
    replacePrivate(path, `${JSON.stringify(stored, null, 2)}\n`);
  };
  const others = (person: string): readonly Slot[] => ('slots' in stored ? stored.slots.filter((slot) => slot.person !== person) : []);
  return {
    key,
    locked: () => 'slots' in stored,
    lock: async (person, passphrase) => {
      const slot = await slotFor({ person, passphrase, key });
      save([...others(person), slot]);
    },
    forget: (person) => {
      if (others(person).length > 0) save(others(person));
    },
    files: (folder) => sealedFiles(join(dataDir, folder), { key, wasLocked }),
  };
};

const sealedFiles = (folder: string, { key, wasLocked }: { readonly key: Uint8Array; readonly wasLocked: boolean }): SecretFiles => ({
  read: (name) => {
    const text = readIfThere(join(folder, name));
    if (text !== null) return unsealText(text, { key, name });
    // A service that was locked has been here before, and wrote all of them.
    if (wasLocked)
      throw new CliError(`\`${join(folder, name)}\` is gone`, 'restore it from a backup: without it people would have to begin anew');
    return null;
  },
  write: (name, text) => {
    replacePrivate(join(folder, name), sealText(text, { key, name }));
  },
});

/** Files of one run, which nothing outlives. */
export const memoryFiles = (): SecretFiles => {
  const all = new Map<string, string>();
  return { read: (name) => all.get(name) ?? null, write: (name, text) => void all.set(name, text) };
};

/** Whether starting on this folder takes a passphrase. */
export const isLocked = (dataDir: string): boolean => {
  const path = join(dataDir, VAULT_FILE);
  const text = readIfThere(path);
  return text !== null && 'slots' in storedIn(path, text);
};

/** A folder that came with a clone may bring a vault that somebody else has the key of. */
const refuseForeign = (path: string): void => {
  const file = lstatSync(path, { throwIfNoEntry: false });
  if (file === undefined || process.getuid === undefined) return;
  const refused = (why: string): CliError => new CliError(`\`${path}\` ${why}`, 'use a data folder that Writ made on this machine');
  if ((file.mode & 0o077) !== 0) throw refused('can be read by others, so others may have the key in it');
  if (file.uid !== process.getuid()) throw refused('belongs to another user');
};

/** Keys that lay open, or a vault that was taken away: neither is ours to go on with. */
const refuseOrphans = (dataDir: string): void => {
  const found = ['signer', 'issuer', 'postgres'].find((part) => existsSync(join(dataDir, part)));
  if (found === undefined) return;
  throw new CliError(
    `\`${dataDir}\` has a \`${found}\` and no \`${VAULT_FILE}\`: its keys lay open, or the vault was taken away`,
    'restore the vault from a backup, or name a new folder with `--data`; `keys.json` of this one goes on verifying its receipts',
  );
};

/** An open vault is good in the folder that it was made in: a copy, or one that came with a clone, has a key that others know. */
const refuseCopied = (dataDir: string, { made_in: madeIn }: { readonly made_in: string }): void => {
  if (madeIn === placeOf(dataDir)) return;
  throw new CliError(`\`${join(dataDir, VAULT_FILE)}\` was made in another folder`, 'use a data folder that Writ made on this machine');
};

const placeOf = (dataDir: string): string => {
  const { dev, ino } = statSync(dataDir, { bigint: true });
  return `${dev.toString()}:${ino.toString()}`;
};

const newVault = (path: string): Stored => {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const key = randomBytes(SEAL_KEY_BYTES).toString('base64url');
  const stored = { version: 1, key, made_in: placeOf(dirname(path)) } as const;
  replacePrivate(path, `${JSON.stringify(stored)}\n`);
  return stored;
};

const storedIn = (path: string, text: string): Stored => {
  try {
    const stored = JSON.parse(text) as Stored;
    if ('key' in stored && Buffer.from(stored.key, 'base64url').length === SEAL_KEY_BYTES) return stored;
    if ('slots' in stored && stored.slots.length > 0 && stored.slots.every(isSlot)) return stored;
  } catch {
    // Told below.
  }
  throw new CliError(`\`${path}\` is damaged`, 'restore it from a backup: nothing else opens the secrets of this folder');
};

const isSlot = (slot: Slot): boolean => [slot.person, slot.salt, slot.sealed].every((part) => typeof part === 'string');

const unlocked = async (slots: readonly Slot[], ask: (prompt: string) => Promise<string>): Promise<Uint8Array> => {
  const names = visible(slots.map(({ person }) => person).join(' or '));
  for (let tries = 0; tries < TRIES; tries += 1) {
    const passphrase = await ask(`passphrase of ${names}, to unlock the keys of this service: `);
    for (const slot of slots) {
      const key = await openSlot(slot, passphrase);
      if (key !== null) return key;
    }
  }
  throw new CliError('none of these passphrases unlocks this data folder', `it takes that of ${names}`);
};

const slotFor = async (options: { readonly person: string; readonly passphrase: string; readonly key: Uint8Array }): Promise<Slot> => {
  const { person, passphrase, key } = options;
  const salt = newSalt();
  const sealed = sealText(Buffer.from(key).toString('base64url'), { key: await keyOfPassphrase(passphrase, salt), name: person });
  return { person, salt: salt.toString('base64url'), sealed };
};

const openSlot = async ({ person, salt, sealed }: Slot, passphrase: string): Promise<Uint8Array | null> => {
  const key = await keyOfPassphrase(passphrase, Buffer.from(salt, 'base64url'));
  try {
    return Buffer.from(unsealText(sealed, { key, name: person }), 'base64url');
  } catch {
    return null;
  }
};

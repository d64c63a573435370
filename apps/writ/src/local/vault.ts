import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { lstatSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { SEAL_KEY_BYTES, sealText, unsealText } from '@writ/signer';
import { CliError } from '../cli/cli-error.js';
import { readIfThere, writePrivate } from '../hook/private-file.js';
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
/** What earlier versions wrote in clear. */
const ONCE_PLAIN = ['signer/key.json', 'signer/writ-keys.json', 'issuer/key.pem', 'issuer/enrolments.json'];

interface Slot {
  readonly person: string;
  readonly salt: string;
  readonly iv: string;
  readonly tag: string;
  readonly key: string;
}

/** What stands in the file: the key itself, or one slot for each passphrase that opens it. */
type Stored = { readonly version: 1; readonly key: string } | { readonly version: 1; readonly slots: readonly Slot[] };

/** Opens the vault of a data folder, making it on first use. `ask` gets a passphrase from whoever is there, or rejects. */
export const openVault = async (dataDir: string, ask: (prompt: string) => Promise<string>): Promise<Vault> => {
  const path = join(dataDir, VAULT_FILE);
  refuseForeign(path);
  const known = readIfThere(path);
  let stored = known === null ? newVault(path) : storedIn(path, known);
  const key = 'key' in stored ? Buffer.from(stored.key, 'base64url') : await unlocked(stored.slots, ask);
  if ('key' in stored) takeIn(dataDir, key);
  const save = (slots: readonly Slot[]): void => {
    stored = { version: 1, slots };
    writePrivate(path, `${JSON.stringify(stored, null, 2)}\n`);
  };
  const others = (person: string): readonly Slot[] => ('slots' in stored ? stored.slots.filter((slot) => slot.person !== person) : []);
  return {
    key,
    locked: () => 'slots' in stored,
    lock: async (person, passphrase) => {
      save([...others(person), await slotFor({ person, passphrase, key })]);
    },
    forget: (person) => {
      if (others(person).length > 0) save(others(person));
    },
    files: (folder) => ({
      read: (name) => {
        const text = readIfThere(join(dataDir, folder, name));
        return text === null ? null : unsealText(text, { key, name });
      },
      write: (name, text) => {
        writePrivate(join(dataDir, folder, name), sealText(text, { key, name }));
      },
    }),
  };
};

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

const newVault = (path: string): Stored => {
  const stored = { version: 1, key: randomBytes(SEAL_KEY_BYTES).toString('base64url') } as const;
  writePrivate(path, `${JSON.stringify(stored)}\n`);
  return stored;
};

const storedIn = (path: string, text: string): Stored => {
  try {
    const stored = JSON.parse(text) as Stored;
    const fits = 'key' in stored ? Buffer.from(stored.key, 'base64url').length === SEAL_KEY_BYTES : stored.slots.length > 0;
    if (fits) return stored;
  } catch {
    // Told below.
  }
  throw new CliError(`\`${path}\` is damaged`, 'restore it from a backup: nothing else opens the secrets of this folder');
};

/** Seals what lies there in clear. Only before the first passphrase: afterwards a plain file is one that somebody else put there. */
const takeIn = (dataDir: string, key: Uint8Array): void => {
  rmSync(join(dataDir, 'issuer', 'admin-secret'), { force: true });
  for (const file of ONCE_PLAIN) {
    const text = readIfThere(join(dataDir, file));
    if (text !== null && !text.startsWith('{"sealed"')) writePrivate(join(dataDir, file), sealText(text, { key, name: basename(file) }));
  }
};

const unlocked = async (slots: readonly Slot[], ask: (prompt: string) => Promise<string>): Promise<Uint8Array> => {
  const names = slots.map(({ person }) => person).join(' or ');
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
  const [salt, iv] = [newSalt(), randomBytes(12)];
  const cipher = createCipheriv('aes-256-gcm', await keyOfPassphrase(options.passphrase, salt), iv).setAAD(Buffer.from(options.person));
  const wrapped = Buffer.concat([cipher.update(options.key), cipher.final()]);
  const [text, tag] = [wrapped, cipher.getAuthTag()].map((bytes) => bytes.toString('base64url'));
  return { person: options.person, salt: salt.toString('base64url'), iv: iv.toString('base64url'), tag: tag ?? '', key: text ?? '' };
};

const openSlot = async ({ person, salt, iv, tag, key }: Slot, passphrase: string): Promise<Uint8Array | null> => {
  const derived = await keyOfPassphrase(passphrase, Buffer.from(salt, 'base64url'));
  try {
    const decipher = createDecipheriv('aes-256-gcm', derived, Buffer.from(iv, 'base64url'), { authTagLength: 16 })
      .setAAD(Buffer.from(person))
      .setAuthTag(Buffer.from(tag, 'base64url'));
    return Buffer.concat([decipher.update(Buffer.from(key, 'base64url')), decipher.final()]);
  } catch {
    return null;
  }
};

import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

/** How a passphrase is turned into a key (RFC 7914): about half a second and 128 MiB for each guess. */
const COST = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 } as const;
const KEY_BYTES = 32;
const LEAST_LENGTH = 12;
const LEAST_DIFFERENT = 6;
const MOST_LENGTH = 512;

const derive = promisify<string, Uint8Array, number, typeof COST, Buffer>(scrypt);

/** What is kept of a passphrase: enough to recognise it, and it takes a guess at a time to find it out. */
export interface PassphraseRecord {
  /** 16 bytes, base64url. */
  readonly salt: string;
  /** 32 bytes, base64url. */
  readonly key: string;
}

/** Why a passphrase may not be used, in words; null where it may. */
export const faultInPassphrase = (passphrase: string): string | null => {
  const length = Array.from(passphrase).length;
  if (length < LEAST_LENGTH)
    return `it has ${length.toString()} characters: use at least ${LEAST_LENGTH.toString()}, several words for example`;
  if (length > MOST_LENGTH) return `it has more than ${MOST_LENGTH.toString()} characters: use a shorter one`;
  if (new Set(passphrase).size < LEAST_DIFFERENT) return 'it repeats a few characters: use several words';
  return null;
};

/** The key that a passphrase stands for with this salt. What looks the same is the same: NFKC. */
export const keyOfPassphrase = async (passphrase: string, salt: Uint8Array): Promise<Buffer> =>
  derive(passphrase.normalize('NFKC'), salt, KEY_BYTES, COST);

export const newSalt = (): Buffer => randomBytes(16);

/** What is kept of it. */
export const recordPassphrase = async (passphrase: string): Promise<PassphraseRecord> => {
  const salt = newSalt();
  const key = await keyOfPassphrase(passphrase, salt);
  return { salt: salt.toString('base64url'), key: key.toString('base64url') };
};

/** Whether it is the one that was recorded. */
export const isPassphrase = async (passphrase: string, record: PassphraseRecord): Promise<boolean> => {
  if (passphrase.length > MOST_LENGTH * 2) return false;
  const key = await keyOfPassphrase(passphrase, Buffer.from(record.salt, 'base64url'));
  const expected = Buffer.from(record.key, 'base64url');
  return expected.length === key.length && timingSafeEqual(key, expected);
};

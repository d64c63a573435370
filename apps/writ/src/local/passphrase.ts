import { createHmac, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

/** How a passphrase is turned into a key (RFC 7914): about half a second and 128 MiB for each guess. */
const COST = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 } as const;
const KEY_BYTES = 32;
const LEAST_LENGTH = 12;
const LEAST_DIFFERENT = 6;
/** In characters: a longer one is no passphrase. */
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

export const isTooLong = (passphrase: string): boolean => passphrase.length > MOST_LENGTH * 2;

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

/** The grant of a command whose person typed a passphrase: it proves the passphrase, and never sends it. */
export const PROOF_GRANT = 'urn:writ:passphrase-proof';

/** What a proof of a passphrase is about: nobody can use it at another address, for another person or a second time. */
export interface ProofOf {
  readonly person: string;
  readonly nonce: string;
  /** The address that was asked, as whoever asked knows it. */
  readonly issuer: string;
}

/** Proves that somebody knows a passphrase, to whoever has its record, without showing it: whoever answers may be somebody else. */
export const provePassphrase = (key: Uint8Array, { person, nonce, issuer }: ProofOf): string =>
  createHmac('sha256', key)
    .update(JSON.stringify(['writ-passphrase-v1', issuer, person, nonce]))
    .digest('base64url');

/** Whether a proof was made with the passphrase of this record. */
export const isProof = (proof: string, record: PassphraseRecord, about: ProofOf): boolean => {
  const expected = Buffer.from(provePassphrase(Buffer.from(record.key, 'base64url'), about));
  const given = Buffer.from(proof);
  return given.length === expected.length && timingSafeEqual(given, expected);
};

/** Whether it is the one that was recorded. */
export const isPassphrase = async (passphrase: string, record: PassphraseRecord): Promise<boolean> => {
  const key = await keyOfPassphrase(passphrase, Buffer.from(record.salt, 'base64url'));
  const expected = Buffer.from(record.key, 'base64url');
  return expected.length === key.length && timingSafeEqual(key, expected);
};

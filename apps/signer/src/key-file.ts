import { randomBytes, createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { JsonWebKey, KeyObject } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname } from 'node:path';
import { jwkThumbprint } from '@writ/receipt';
import type { KeyRecord } from '@writ/receipt';
import { sealText, unsealText } from './seal.js';
import { SignerError } from './signer.js';

/** A private key with the public half and the id that receipts name it by. */
export interface SigningKey {
  readonly kid: string;
  readonly jwk: KeyRecord['jwk'];
  readonly privateKey: KeyObject;
}

/**
 * Opens the P-256 key (PKCS8 PEM or JWK) in `keyFile`; makes one on first use, readable by its owner alone. With `seal` the file is
 * encrypted under that key, and one that is not is refused.
 */
export function openKeyFile(keyFile: string, seal: Uint8Array | null = null): SigningKey {
  const found = readPrivate(keyFile) ?? create(keyFile, seal);
  const privateKey = parseKey(opened(found, keyFile, seal), keyFile);
  if (privateKey.asymmetricKeyDetails?.namedCurve !== 'prime256v1') throw new SignerError('key_file', `\`${keyFile}\` holds no P-256 key`);
  const { x, y } = createPublicKey(privateKey).export({ format: 'jwk' });
  if (x === undefined || y === undefined) throw new SignerError('key_file', `\`${keyFile}\` holds no P-256 key`);
  const jwk = { kty: 'EC', crv: 'P-256', x, y } as const;
  return { kid: jwkThumbprint(jwk), jwk, privateKey };
}

/** The text of a key file that nobody else can read, or null where there is none. */
function readPrivate(keyFile: string): string | null {
  let file: number;
  try {
    file = openSync(keyFile, 'r');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new SignerError('key_file', `cannot open \`${keyFile}\``, { cause });
  }
  try {
    const mode = fstatSync(file).mode & 0o777;
    // Windows has no such bits; its file access lists are the operator's.
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new SignerError('key_file', `\`${keyFile}\` is readable by others (mode \`${mode.toString(8)}\`); run \`chmod 600\` on it`);
    }
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

/** What a file says, opened where files are sealed. */
export const opened = (text: string, path: string, seal: Uint8Array | null): string =>
  seal === null ? text : unsealText(text, { key: seal, name: basename(path) });

/** What is to be written into a file, sealed where files are. */
export const closed = (text: string, path: string, seal: Uint8Array | null): string =>
  seal === null ? text : sealText(text, { key: seal, name: basename(path) });

/** Creates the file whole or not at all: of two processes that start at once, the later takes the key of the earlier. */
function create(keyFile: string, seal: Uint8Array | null): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = closed(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), keyFile, seal);
  makePrivateFolder(dirname(keyFile));
  const draft = `${keyFile}.${randomBytes(6).toString('hex')}`;
  // A crash before the link leaves a draft that nothing reads; after it, the key.
  writePrivate(draft, pem);
  try {
    linkSync(draft, keyFile);
    return pem;
  } catch (cause) {
    const winner = readPrivate(keyFile);
    if (winner === null) throw new SignerError('key_file', `cannot create \`${keyFile}\``, { cause });
    return winner;
  } finally {
    unlinkSync(draft);
  }
}

function makePrivateFolder(folder: string): void {
  const made = mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (made !== undefined) chmodSync(folder, 0o700);
}

/** Writes a file that only its owner can read, down to the disk. */
function writePrivate(path: string, text: string): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Puts a private file in the place of what was there, whole and down to the disk: no power cut leaves half of it, or neither. */
export function replacePrivate(path: string, text: string): void {
  makePrivateFolder(dirname(path));
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  writePrivate(draft, text);
  renameSync(draft, path);
}

function parseKey(text: string, keyFile: string): KeyObject {
  try {
    return text.trimStart().startsWith('{')
      ? createPrivateKey({ key: JSON.parse(text) as JsonWebKey, format: 'jwk' })
      : createPrivateKey(text);
  } catch (cause) {
    throw new SignerError('key_file', `\`${keyFile}\` is neither a PKCS8 PEM nor a JWK private key`, { cause });
  }
}

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { SignerError } from './signer.js';

/** Length of the key that files are sealed under, in bytes. */
export const SEAL_KEY_BYTES = 32;
const IV_BYTES = 12;

/** A sealed file: AES-256-GCM, with the name of the file as associated data, so that no sealed file passes for another. */
interface Sealed {
  readonly sealed: 'A256GCM';
  readonly iv: string;
  readonly tag: string;
  readonly text: string;
}

/** Encrypts the text of the file `name`. */
export function sealText(text: string, { key, name }: { readonly key: Uint8Array; readonly name: string }): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(name));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  const sealed: Sealed = {
    sealed: 'A256GCM',
    iv: iv.toString('base64url'),
    tag: cipher.getAuthTag().toString('base64url'),
    text: body.toString('base64url'),
  };
  return `${JSON.stringify(sealed)}\n`;
}

/** The text of a sealed file. Rejects what is not sealed under this key and by this name: somebody else wrote it. */
export function unsealText(file: string, { key, name }: { readonly key: Uint8Array; readonly name: string }): string {
  try {
    const { sealed, iv, tag, text } = JSON.parse(file) as Record<keyof Sealed, string>;
    if (sealed !== 'A256GCM') throw new TypeError('it is not sealed');
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64url'), { authTagLength: 16 })
      .setAAD(Buffer.from(name))
      .setAuthTag(Buffer.from(tag, 'base64url'));
    return Buffer.concat([decipher.update(Buffer.from(text, 'base64url')), decipher.final()]).toString('utf8');
  } catch (cause) {
    throw new SignerError('key_file', `\`${name}\` was not written by this service, or is damaged: restore it from a backup`, { cause });
  }
}

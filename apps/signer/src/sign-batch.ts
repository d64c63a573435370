import { sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { toP1363LowS } from '@writ/receipt';
import { SignerError } from './signer.js';

/**
 * Signs a batch, or nothing of it. The key signs what begins with its own protected header and goes on as base64url, so
 * that whoever reaches the signer can get receipts from it and nothing else.
 */
export function signBatch(
  inputs: readonly Uint8Array[],
  key: { readonly protected: string; readonly privateKey: KeyObject },
): readonly string[] {
  const prefix = Buffer.from(`${key.protected}.`, 'ascii');
  for (const [index, input] of inputs.entries()) {
    if (!isReceiptInput(input, prefix)) {
      throw new SignerError('refused_input', `input \`${String(index)}\` is not a receipt under this key's protected header`);
    }
  }
  return inputs.map((input) => {
    const signature = sign('sha256', input, { key: key.privateKey, dsaEncoding: 'ieee-p1363' });
    return Buffer.from(toP1363LowS(signature)).toString('base64url');
  });
}

function isReceiptInput(input: Uint8Array, prefix: Buffer): boolean {
  const bytes = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
  if (bytes.length <= prefix.length || bytes.compare(prefix, 0, prefix.length, 0, prefix.length) !== 0) return false;
  return /^[A-Za-z0-9_-]+$/.test(bytes.toString('latin1', prefix.length));
}

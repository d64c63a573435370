import { SignerError } from './signer.js';

/**
 * The body of `POST /v1/sign`: each input as a 32-bit big-endian length and that many bytes, one after the other. The
 * answer is 64 bytes a signature, in the order of the inputs.
 */
export function readInputs(body: Uint8Array): readonly Uint8Array[] {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const inputs: Uint8Array[] = [];
  let offset = 0;
  while (offset < body.byteLength) {
    const start = offset + 4;
    const end = start <= body.byteLength ? start + view.getUint32(offset) : Infinity;
    if (end > body.byteLength) throw new SignerError('refused_input', `input \`${String(inputs.length)}\` is cut off`);
    inputs.push(body.subarray(start, end));
    offset = end;
  }
  return inputs;
}

/** Signatures as bytes, 64 each. */
export const writeSignatures = (signatures: readonly string[]): Uint8Array =>
  Buffer.concat(signatures.map((signature) => Buffer.from(signature, 'base64url')));

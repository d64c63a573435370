import { ReceiptError } from './error.js';

/** The order of P-256's group (FIPS 186-5). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const HALF_ORDER = ORDER / 2n;

/** Whether `s` is in the upper half: ECDSA accepts `n − s` as well as `s`, so one of the two must be refused. */
export const isHighS = (signature: Uint8Array): boolean => readInteger(signature.subarray(32, 64)) > HALF_ORDER;

/** The 64-byte IEEE P1363 signature with the lower of its two possible `s`. */
export function toP1363LowS(signature: Uint8Array): Uint8Array {
  if (signature.length !== 64) {
    throw new ReceiptError('malformed_signature', `a P1363 signature has 64 bytes, not \`${String(signature.length)}\``);
  }
  const s = readInteger(signature.subarray(32, 64));
  if (s <= HALF_ORDER) return signature;
  const low = Uint8Array.from(signature);
  writeInteger(ORDER - s, low.subarray(32, 64));
  return low;
}

function readInteger(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let value = 0n;
  for (let offset = 0; offset < 32; offset += 8) value = (value << 64n) | view.getBigUint64(offset);
  return value;
}

function writeInteger(value: bigint, bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let offset = 0; offset < 32; offset += 8) view.setBigUint64(offset, BigInt.asUintN(64, value >> BigInt(192 - 8 * offset)));
}

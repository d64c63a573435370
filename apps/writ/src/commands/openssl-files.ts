import { createPublicKey } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KeyRecord, StoredReceipt } from '@writ/receipt';
import { signingInput } from '@writ/receipt';
import { CliError } from '../cli/cli-error.js';

/** Writes what openssl needs to check one receipt, and returns the command. */
export const writeOpensslFiles = (receipt: StoredReceipt, keys: readonly KeyRecord[], folder: string): string => {
  const { kid } = JSON.parse(Buffer.from(receipt.protected, 'base64url').toString()) as { readonly kid?: string };
  const key = keys.find((candidate) => candidate.kid === kid);
  if (key === undefined) throw new CliError(`no trusted key has the id \`${String(kid)}\``, 'name the right keys file with `--keys`');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'receipt.input'), signingInput(receipt.protected, receipt.payload));
  writeFileSync(join(folder, 'receipt.signature'), derOf(Buffer.from(receipt.signature, 'base64url')));
  writeFileSync(join(folder, 'key.pem'), createPublicKey({ key: key.jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' }));
  const file = (name: string): string => join(folder, name);
  return `openssl dgst -sha256 -verify ${file('key.pem')} -signature ${file('receipt.signature')} ${file('receipt.input')}`;
};

/** openssl wants an ECDSA signature as a DER sequence of two integers. */
const derOf = (raw: Buffer): Buffer => {
  const body = Buffer.concat([integer(raw.subarray(0, 32)), integer(raw.subarray(32, 64))]);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
};

const integer = (bytes: Buffer): Buffer => {
  const first = bytes.findIndex((byte) => byte !== 0);
  const short = first === -1 ? Buffer.from([0]) : bytes.subarray(first);
  const positive = (short[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), short]) : short;
  return Buffer.concat([Buffer.from([0x02, positive.length]), positive]);
};

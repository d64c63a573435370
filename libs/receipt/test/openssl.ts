import { spawnSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KeyRecord } from '../src/index.js';

/** An ASN.1 DER signature from `r || s` (RFC 3279 §2.2.3), written out here so that no code of ours is trusted. */
export function toDer(signature: Buffer): Buffer {
  const integer = (bytes: Buffer): Buffer => {
    const start = bytes.findIndex((byte) => byte !== 0);
    const body = bytes.subarray(start);
    const padded = (body[0] ?? 0) > 127 ? Buffer.concat([Buffer.from([0]), body]) : body;
    return Buffer.concat([Buffer.from([2, padded.length]), padded]);
  };
  const content = Buffer.concat([integer(signature.subarray(0, 32)), integer(signature.subarray(32))]);
  return Buffer.concat([Buffer.from([0x30, content.length]), content]);
}

/** Whether the real `openssl dgst -sha256 -verify` accepts the signature. */
export function opensslAccepts(input: string | Uint8Array, signature: string, jwk: KeyRecord['jwk']): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'writ-openssl-'));
  try {
    writeFileSync(join(folder, 'input'), input);
    writeFileSync(join(folder, 'signature.der'), toDer(Buffer.from(signature, 'base64url')));
    writeFileSync(join(folder, 'key.pem'), createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' }));
    const run = spawnSync('openssl', ['dgst', '-sha256', '-verify', 'key.pem', '-signature', 'signature.der', 'input'], {
      cwd: folder,
      encoding: 'utf8',
    });
    if (run.error !== undefined) throw run.error;
    return run.status === 0 && run.stdout.trim() === 'Verified OK';
  } finally {
    rmSync(folder, { recursive: true });
  }
}

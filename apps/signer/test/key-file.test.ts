import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startSignerThread } from '../src/index.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'writ-key-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const mode = (path: string): number => statSync(path).mode & 0o777;
const kidOf = async (keyFile: string): Promise<string> => {
  const signer = await startSignerThread({ keyFile });
  await signer.close();
  return signer.kid;
};

describe('the key file', () => {
  it('is made once, for its owner alone, and kept', async () => {
    const keyFile = join(folder, 'keys', 'receipt.pem');
    const first = await kidOf(keyFile);
    expect([mode(keyFile), mode(join(folder, 'keys')), mode(join(folder, 'keys', 'writ-keys.json'))]).toEqual([0o600, 0o700, 0o600]);
    expect(await kidOf(keyFile)).toBe(first);
  });

  it('is made once by two that start together', async () => {
    const keyFile = join(folder, 'keys', 'receipt.pem');
    const [one, two] = await Promise.all([kidOf(keyFile), kidOf(keyFile)]);
    expect(one).toBe(two);
  });

  it.each([0o640, 0o604, 0o644, 0o660])('is refused with mode %o', async (wide) => {
    const keyFile = join(folder, 'receipt.pem');
    await kidOf(keyFile);
    chmodSync(keyFile, wide);
    await expect(startSignerThread({ keyFile })).rejects.toThrow(/readable by others/);
  });

  it('may be a JWK', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const keyFile = join(folder, 'receipt.jwk');
    writeFileSync(keyFile, JSON.stringify(privateKey.export({ format: 'jwk' })), { mode: 0o600 });
    await expect(kidOf(keyFile)).resolves.toHaveLength(43);
  });

  it.each([
    ['nonsense', 'nonsense'],
    ['another curve', generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey.export({ type: 'pkcs8', format: 'pem' })],
    ['another kind of key', generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' })],
  ])('is refused with %s in it', async (_, text) => {
    const keyFile = join(folder, 'receipt.pem');
    writeFileSync(keyFile, text, { mode: 0o600 });
    await expect(startSignerThread({ keyFile })).rejects.toMatchObject({ code: 'key_file' });
  });

  it('is refused with another key than expected', async () => {
    await expect(startSignerThread({ keyFile: join(folder, 'receipt.pem'), kid: 'other' })).rejects.toMatchObject({ code: 'key_file' });
  });
});

describe('rotation', () => {
  it('retires the old key when a new file is used, and does not go back', async () => {
    const old = await kidOf(join(folder, 'a.pem'));
    const signer = await startSignerThread({ keyFile: join(folder, 'b.pem') });
    const keys = await signer.keys();
    await signer.close();
    expect(keys.map(({ kid, status }) => [kid, status])).toEqual([
      [old, 'retired'],
      [signer.kid, 'active'],
    ]);
    expect(keys[0]?.valid_until).not.toBeNull();
    expect(readFileSync(join(folder, 'writ-keys.json'), 'utf8')).not.toContain('"d"');
    await expect(startSignerThread({ keyFile: join(folder, 'a.pem') })).rejects.toThrow(/retired/);
  });
});

describe('a thread that dies', () => {
  it('rejects what it was signing; the next batch starts another on the same key', () => {
    // In a process of its own, for only Node's own `process` tells of new threads.
    const script = fileURLToPath(new URL('kill-thread.mjs', import.meta.url));
    const { stdout, stderr } = spawnSync(process.execPath, [script, join(folder, 'receipt.pem')], { encoding: 'utf8', timeout: 20_000 });
    expect({ stdout: stdout.trim().split('\n'), stderr }).toEqual({
      stdout: ['batch: signer_down', 'key readable by others: key_file', 'again: 1 1', 'threads: 3'],
      stderr: '',
    });
  });
});

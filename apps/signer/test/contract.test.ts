import { spawnSync } from 'node:child_process';
import { createPublicKey, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jwkThumbprint, protectedHeader, signingInput, toP1363LowS } from '@writ/receipt';
import { connectSigner } from '@writ/server';
import type { Signer as EnginePort } from '@writ/engine';
import { startSignerServer, startSignerThread } from '../src/index.js';
import type { Signer } from '../src/index.js';

const folder = mkdtempSync(join(tmpdir(), 'writ-signer-'));
const secret = randomBytes(32).toString('hex');
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Assignability to the engine's port, both ways of running it; the compiler is the test. */
const asPort = (signer: Signer): EnginePort => signer;

const start: Record<string, () => Promise<{ signer: EnginePort; stop: () => Promise<void> }>> = {
  thread: async () => {
    const signer = asPort(await startSignerThread({ keyFile: join(folder, 'thread', 'key.pem') }));
    return { signer, stop: () => signer.close() };
  },
  http: async () => {
    const thread = await startSignerThread({ keyFile: join(folder, 'http', 'key.pem') });
    const server = await startSignerServer({ signer: thread, port: 0, secret });
    const client: EnginePort = await connectSigner({ url: server.url, secret });
    return { signer: client, stop: () => client.close().then(() => server.close()) };
  },
};

function opensslVerdict(input: Uint8Array, signature: string, pem: string): string {
  const raw = Buffer.from(signature, 'base64url');
  const integer = (hex: string): string => `INTEGER:0x${hex}`;
  const conf = `asn1=SEQUENCE:sig\n[sig]\nr=${integer(raw.subarray(0, 32).toString('hex'))}\ns=${integer(raw.subarray(32).toString('hex'))}\n`;
  writeFileSync(join(folder, 'sig.conf'), conf);
  writeFileSync(join(folder, 'input'), input);
  writeFileSync(join(folder, 'key.pem'), pem);
  const run = (...args: string[]): string => {
    const { status, stdout, stderr, error } = spawnSync('openssl', args, { cwd: folder, encoding: 'utf8' });
    if (error !== undefined) throw error;
    return status === 0 ? stdout.trim() : `failed: ${stdout}${stderr}`;
  };
  run('asn1parse', '-genconf', 'sig.conf', '-noout', '-out', 'sig.der');
  return run('dgst', '-sha256', '-verify', 'key.pem', '-signature', 'sig.der', 'input');
}

describe.each(Object.keys(start))('the signer as %s', (way) => {
  let signer: EnginePort;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    const started = await (start[way] as () => Promise<{ signer: EnginePort; stop: () => Promise<void> }>)();
    ({ signer, stop } = started);
  });
  afterAll(() => stop());

  const input = (payload: string): Uint8Array => signingInput(signer.protected, payload);

  it('names its key by thumbprint and publishes it', async () => {
    const keys = await signer.keys();
    const active = keys.filter(({ status }) => status === 'active');
    expect(active.map(({ kid }) => kid)).toEqual([signer.kid]);
    expect(active.map(({ jwk }) => jwkThumbprint(jwk))).toEqual([signer.kid]);
    expect(signer.protected).toBe(protectedHeader(signer.kid));
    expect(active.every(({ valid_from }) => Date.parse(valid_from) <= Date.now())).toBe(true);
  });

  it('signs a batch in order, low-S, as openssl verifies', async () => {
    const inputs = Array.from({ length: 64 }, (_, index) => input(`{"n":${String(index)}}`));
    const signatures = await signer.sign(inputs);
    const [key] = await signer.keys();
    const pem = createPublicKey({ key: { ...key?.jwk }, format: 'jwk' })
      .export({ type: 'spki', format: 'pem' })
      .toString();
    expect(signatures).toHaveLength(64);
    expect(signatures.every((text) => Buffer.from(toP1363LowS(Buffer.from(text, 'base64url'))).toString('base64url') === text)).toBe(true);
    expect(opensslVerdict(inputs[7] as Uint8Array, signatures[7] as string, pem)).toBe('Verified OK');
    expect(opensslVerdict(inputs[8] as Uint8Array, signatures[7] as string, pem)).not.toBe('Verified OK');
  });

  it('leaves the buffers of the caller alone', async () => {
    const given = input('{"kept":true}');
    const before = Buffer.from(given).toString();
    await signer.sign([given]);
    expect(Buffer.from(given).toString()).toBe(before);
  });

  it('answers an empty batch', async () => {
    await expect(signer.sign([])).resolves.toEqual([]);
  });

  const header = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  it.each<[string, () => Uint8Array]>([
    ['another typ', () => signingInput(header({ alg: 'ES256', kid: signer.kid, typ: 'JWT' }), '{}')],
    ['another alg', () => signingInput(header({ alg: 'none', kid: signer.kid, typ: 'writ-receipt+jws' }), '{}')],
    ['another kid', () => signingInput(protectedHeader('other'), '{}')],
    ['no payload', () => Buffer.from(`${signer.protected}.`)],
    ['a payload that is no base64url', () => Buffer.from(`${signer.protected}.e30=`)],
    ['a second dot', () => Buffer.from(`${signer.protected}.e30.e30`)],
    ['a digest', () => randomBytes(32)],
    ['nothing', () => new Uint8Array()],
  ])('refuses the whole batch for %s', async (_, bad) => {
    await expect(signer.sign([input('{}'), bad()])).rejects.toThrow(/input `1` is not a receipt/);
    await expect(signer.sign([input('{}')])).resolves.toHaveLength(1);
  });

  it('refuses once it is closed', async () => {
    const another = await (start[way] as () => Promise<{ signer: EnginePort; stop: () => Promise<void> }>)();
    const given = signingInput(another.signer.protected, '{}');
    await another.stop();
    await expect(another.signer.sign([given])).rejects.toThrow(/closed/);
  });
});

describe('the signer over HTTP', () => {
  it('wants the secret, an honest frame and a bounded body', async () => {
    const thread = await startSignerThread({ keyFile: join(folder, 'edge', 'key.pem') });
    const server = await startSignerServer({ signer: thread, port: 0, secret });
    const post = async (body: Uint8Array<ArrayBuffer>, authorization = `Bearer ${secret}`): Promise<number> => {
      const headers = { authorization, 'content-type': 'application/octet-stream' };
      return (await fetch(new URL('/v1/sign', server.url), { method: 'POST', headers, body })).status;
    };
    try {
      await expect(connectSigner({ url: server.url, secret: `${secret}x` })).rejects.toThrow('401');
      expect(await post(new Uint8Array(), 'Bearer ')).toBe(401);
      expect(await post(Uint8Array.of(0, 0, 0, 9, 1))).toBe(422);
      expect(await post(Uint8Array.of(0, 0))).toBe(422);
      expect((await fetch(new URL('/healthz', server.url))).status).toBe(200);
      expect((await fetch(new URL('/readyz', server.url))).status).toBe(200);
      await thread.close();
      expect((await fetch(new URL('/readyz', server.url))).status).toBe(503);
      expect((await fetch(new URL('/healthz', server.url))).status).toBe(200);
    } finally {
      await server.close();
    }
  });

  it('does not start on a short secret', async () => {
    const thread = await startSignerThread({ keyFile: join(folder, 'edge', 'key.pem') });
    await expect(startSignerServer({ signer: thread, port: 0, secret: 'short' })).rejects.toThrow(/32/);
    await thread.close();
  });
});

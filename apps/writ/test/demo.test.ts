import { afterAll, describe, expect, it } from '@jest/globals';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PROGRAM, runNode } from './run-program.js';

const data = mkdtempSync(join(tmpdir(), 'writ-demo-'));
afterAll(() => {
  // Where root cannot lend its folder to PostgreSQL, a note says where the database is instead.
  for (const file of readdirSync(data, { recursive: true, encoding: 'utf8' })) {
    if (file.endsWith('cluster.location')) {
      rmSync(dirname(readFileSync(join(data, file), 'utf8').trim()), { recursive: true, force: true });
    }
  }
  rmSync(data, { recursive: true, force: true });
});

/** The processes that name this data folder. */
const processes = (): readonly string[] =>
  execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(data));

const CONNECTED = { keys: join(data, 'keys.json'), exports: join(data, 'exports') };

describe('writ demo and writ up', () => {
  it('the proof holds, and its receipts verify with everything stopped', async () => {
    const run = await runNode(PROGRAM, ['demo', '--json', '--data', data]);
    const proof = JSON.parse(run.stdout) as { readonly held: boolean; readonly rows: readonly { readonly fault: string | null }[] };
    expect(proof.rows.map((row) => row.fault)).toEqual(proof.rows.map(() => null));
    expect({ code: run.code, held: proof.held, rows: proof.rows.length }).toEqual({ code: 0, held: true, rows: 6 });
    expect(processes()).toEqual([]);
    for (const name of readdirSync(CONNECTED.exports))
      expect(await runNode(PROGRAM, ['verify', join(CONNECTED.exports, name), '--keys', CONNECTED.keys])).toMatchObject({ code: 0 });
  }, 120_000);

  it('a receipt taken out of an export, or a changed byte, is found', async () => {
    const [name = ''] = readdirSync(CONNECTED.exports);
    const whole = JSON.parse(readFileSync(join(CONNECTED.exports, name), 'utf8')) as {
      readonly receipts: readonly { readonly payload: string }[];
    };
    const file = join(data, 'changed.json');
    writeFileSync(file, JSON.stringify({ ...whole, receipts: whole.receipts.filter((_, index) => index !== 1) }));
    const gap = await runNode(PROGRAM, ['verify', file, '--keys', CONNECTED.keys]);
    expect(gap).toMatchObject({ code: 1, stdout: expect.stringContaining('gap') as unknown });
    const receipts = whole.receipts.map((receipt, index) =>
      index === 1 ? { ...receipt, payload: receipt.payload.replace('"alice"', '"alicf"') } : receipt,
    );
    writeFileSync(file, JSON.stringify({ ...whole, receipts }));
    expect(await runNode(PROGRAM, ['verify', file, '--keys', CONNECTED.keys])).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('signature') as unknown,
    });
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'up says ready, refuses a second one, and stops at once on %s with nothing left',
    async (signal) => {
      const child = spawn(process.execPath, [PROGRAM, 'up', '--port', '0', '--data', data], { stdio: ['ignore', 'pipe', 'inherit'] });
      const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
      await new Promise<void>((resolve, reject) => {
        let said = '';
        child.once('close', () => {
          reject(new Error(`ended early: ${said}`));
        });
        child.stdout.on('data', (chunk: Buffer) => {
          said += chunk.toString();
          if (said.includes('Writ is ready')) resolve();
        });
      });
      const second = await runNode(PROGRAM, ['up', '--port', '0', '--data', data]);
      expect(second).toMatchObject({ code: 2, stderr: expect.stringContaining('already running') as unknown });
      expect(await runNode(PROGRAM, ['sessions', '--data', data])).toMatchObject({ code: 0 });
      const stopped = performance.now();
      child.kill(signal);
      expect(await ended).toBe(0);
      expect(performance.now() - stopped).toBeLessThan(4_000);
      expect(processes()).toEqual([]);
    },
    60_000,
  );
});

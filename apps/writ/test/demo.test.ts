import { afterAll, describe, expect, it } from '@jest/globals';
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

interface ProofJson {
  readonly held: boolean;
  readonly rows: readonly {
    readonly world: string;
    readonly results: readonly string[];
    readonly held: boolean;
    readonly fault: string | null;
  }[];
}

/** A pack that lets nothing pass. */
const SILENT = `id: silent
version: '1'
title: Silent
description: No rule speaks.
posture: { result: DENY, overridable: false }
approvers: [approver]
`;

const CONNECTED = { keys: join(data, 'keys.json'), exports: join(data, 'exports') };

describe('writ demo and writ up', () => {
  it('the proof holds, and its receipts verify with everything stopped', async () => {
    const run = await runNode(PROGRAM, ['demo', '--json', '--data', data]);
    const proof = JSON.parse(run.stdout) as ProofJson;
    expect(proof.rows.map((row) => row.fault)).toEqual(proof.rows.map(() => null));
    expect(proof.rows.map((row) => row.world)).toEqual([
      'it ran: 1 row; outcome completed',
      'it did not run: 5,000 rows before, 5,000 rows after',
      'data read, 0 mails left; outcome completed',
      'test rows: 25 before, 0 after; approved by bob; outcome completed',
      'it ran: 100 rows of 5,000; outcome completed',
      'not rotated; nobody resolved it in time',
    ]);
    expect({ code: run.code, held: proof.held, rows: proof.rows.length }).toEqual({ code: 0, held: true, rows: 6 });
    expect(processes()).toEqual([]);
    for (const name of readdirSync(CONNECTED.exports))
      expect(await runNode(PROGRAM, ['verify', join(CONNECTED.exports, name), '--keys', CONNECTED.keys])).toMatchObject({ code: 0 });
  }, 300_000);

  it('a proof that does not hold says only what happened, ends with 1, and calls nothing ready', async () => {
    const silent = join(data, 'silent');
    mkdirSync(silent);
    writeFileSync(join(silent, 'pack.yaml'), SILENT);
    const folder = join(data, 'refuted');
    const env = { ...process.env, WRIT_PACKS: silent };
    const run = await runNode(PROGRAM, ['demo', '--json', '--data', folder], '', env);
    const proof = JSON.parse(run.stdout) as ProofJson;
    expect({ code: run.code, held: proof.held }).toEqual({ code: 1, held: false });
    expect(proof.rows.map(({ world, results, held }) => ({ world, results, held }))).toEqual([
      { world: 'it did not run, no rows', results: ['DENY'], held: false },
      { world: 'it did not run: 5,000 rows before, 5,000 rows after', results: ['DENY'], held: true },
      { world: 'nothing was read, no mail was tried', results: ['DENY'], held: false },
      { world: 'test rows: 25 before, 25 after', results: ['DENY'], held: false },
      { world: 'it did not run, no rows of 5,000', results: ['DENY'], held: false },
      { world: 'not rotated', results: ['DENY'], held: false },
    ]);
    expect(proof.rows[3]?.fault).toMatch(/expected STEP_UP → ALLOW, got DENY: .*nothing waited for an approval/u);
    const shown = await runNode(PROGRAM, ['up', '--once', '--port', '0', '--data', folder], '', env);
    expect(shown).toMatchObject({ code: 1, stdout: expect.stringContaining('the proof did not hold') as unknown });
    expect(shown.stdout).not.toMatch(/ready|approved/u);
  }, 300_000);

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
    'up says ready, refuses a second one, and stops on %s with nothing left',
    async (signal) => {
      const child = spawn(process.execPath, [PROGRAM, 'up', '--demonstration', '--port', '0', '--data', data], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
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
      child.kill(signal);
      expect(await ended).toBe(0);
      expect(processes()).toEqual([]);
    },
    180_000,
  );
});

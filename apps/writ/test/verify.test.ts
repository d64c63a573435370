import { afterAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PROGRAM, runNode } from './run-program.js';

const VECTORS = fileURLToPath(new URL('../../../testdata/receipts/v1', import.meta.url));
const EXITS: Readonly<Record<string, number>> = { valid: 0, invalid: 1, undecidable: 2 };
const folder = mkdtempSync(join(tmpdir(), 'writ-verify-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Vector {
  readonly receipt?: unknown;
  readonly session?: unknown;
  readonly keys: unknown;
  readonly expect: { readonly verdict: string; readonly cause: string | null };
}

const read = (path: string): Vector => JSON.parse(readFileSync(join(VECTORS, path), 'utf8')) as Vector;
const SAMPLE = [
  'receipts/valid-04-decision-MODIFY.json',
  'receipts/tampered-policy-hash.json',
  'receipts/unknown-kid.json',
  'sessions/valid.json',
  'sessions/gap.json',
  'sessions/truncated.json',
  'sessions/not-an-export.json',
];

describe('writ verify', () => {
  it.each(SAMPLE)('%s gets the frozen verdict as its exit status', async (name) => {
    const vector = read(name);
    const [evidence, keys] = [join(folder, 'evidence.json'), join(folder, 'keys.json')];
    writeFileSync(evidence, JSON.stringify(vector.receipt ?? vector.session));
    writeFileSync(keys, JSON.stringify({ keys: vector.keys }));
    const run = await runNode(PROGRAM, ['verify', evidence, '--keys', keys, '--json']);
    expect(JSON.parse(run.stdout)).toMatchObject(vector.expect);
    expect(run.code).toBe(EXITS[vector.expect.verdict]);
  });

  it('openssl accepts what it is given', async () => {
    const path = join(VECTORS, 'receipts/valid-04-decision-MODIFY.json');
    const run = await runNode(PROGRAM, ['verify', path, '--keys', path, '--openssl', '--out', folder]);
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(['key.pem', 'receipt.input', 'receipt.signature']));
    expect(spawnSync(run.stdout.trim(), { shell: true, encoding: 'utf8' }).stdout).toContain('Verified OK');
  });

  it.each([
    [['verify'], 'nothing to verify'],
    [['verify', 'nowhere.json', '--keys', 'nowhere-either.json'], 'name them with `--keys`'],
    [['verify', '--nonsense'], 'unknown option'],
    [['nonsense'], 'is not a command'],
    [['approvals', '--data', '/nonexistent'], 'no service is running'],
  ])('%j says what is wrong and what to do', async (args, message) => {
    const run = await runNode(PROGRAM, args);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(message);
    expect(run.stderr.trim().split('\n')).toHaveLength(2);
  });
});

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { PROGRAM, runNode } from './run-program.js';
import type { Run } from './run-program.js';

const BASELINE = fileURLToPath(new URL('../../../policies/baseline', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'writ-apply-'));
const data = join(root, 'data');
const pack = join(root, 'packs', 'baseline');
let service: ChildProcess;

const writ = (...args: readonly string[]): Promise<Run> => runNode(PROGRAM, ['policy', ...args, '--data', data]);
const json = async (...args: readonly string[]): Promise<{ readonly code: number | null; readonly found: Record<string, unknown> }> => {
  const { code, stdout, stderr } = await writ(...args, '--json');
  return { code, found: (stdout === '' ? { stderr } : JSON.parse(stdout)) as Record<string, unknown> };
};

beforeAll(async () => {
  chmodSync(root, 0o711);
  cpSync(BASELINE, pack, { recursive: true });
  service = spawn(process.execPath, [PROGRAM, 'up', '--demonstration', '--port', '0', '--data', data, '--packs', BASELINE, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const chunk of service.stdout ?? []) if (String(chunk).includes('"ready"')) break;
}, 90_000);
afterAll(async () => {
  const gone = once(service, 'exit');
  service.kill('SIGTERM');
  await gone;
  rmSync(root, { recursive: true, force: true });
}, 30_000);

const events = (found: Record<string, unknown>): readonly unknown[] =>
  (found['steps'] as { event?: string; code?: string }[]).map((step) => step.event ?? step.code);

it('plan says that packs which are active change nothing, and what an edit changes', async () => {
  expect(await json('plan', pack)).toMatchObject({
    code: 0,
    found: { version: { state: 'active' }, diff: { added: [], removed: [], changed: [] } },
  });
  writeFileSync(join(pack, 'pack.yaml'), readFileSync(join(pack, 'pack.yaml'), 'utf8').replace(/^version: .*$/mu, 'version: 9.9.9'));
  const { code, found } = await json('plan', pack);
  expect({ code, version: found['version'] }).toEqual({ code: 1, version: null });
  expect((await writ('plan', pack)).stdout).toMatch(/on the server +not published/u);
}, 120_000);

it('apply asks first, and goes as far as each person may: author, approver, operator', async () => {
  expect(await writ('apply', pack)).toMatchObject({ code: 2, stderr: expect.stringContaining('add `--yes`') });
  expect(await json('apply', pack, '--yes', '--as', 'olga')).toMatchObject({ code: 1, found: { version: null, passed: false } });
  const author = await json('apply', pack, '--yes', '--reason', 'a new release');
  expect({ code: author.code, events: events(author.found) }).toEqual({ code: 0, events: ['publish', 'check', 'test', 'role_missing'] });
  const again = await json('apply', pack, '--yes');
  expect({ code: again.code, events: events(again.found) }).toEqual({ code: 0, events: ['role_missing'] });
  const approver = await writ('apply', pack, '--yes', '--as', 'pia');
  expect(approver).toMatchObject({ code: 0, stdout: expect.stringContaining('the version is signed; missing: an `operator`') });
  const operator = await json('apply', pack, '--yes', '--as', 'olga');
  expect({ code: operator.code, events: events(operator.found) }).toEqual({ code: 0, events: ['activate'] });
  expect(await json('apply', pack, '--yes')).toMatchObject({ code: 0, found: { steps: [], version: { state: 'active' } } });
  expect((await writ('plan', pack)).code).toBe(0);
}, 240_000);

it('rollback goes back to what was active before', async () => {
  expect(await json('rollback', '--yes', '--as', 'ann')).toMatchObject({ code: 1, found: { ok: false, code: 'role_missing' } });
  const back = await json('rollback', '--yes', '--reason', 'too strict');
  expect(back).toMatchObject({ code: 0, found: { ok: true, event: 'rollback', state: 'active' } });
  expect((await writ('plan', BASELINE)).code).toBe(0);
  expect(await writ('rollback', 'sha256:0000000', '--yes')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('no version that was active'),
  });
}, 120_000);

it('a pack that does not compile is refused before anything is sent', async () => {
  writeFileSync(join(pack, 'rules', 'broken.rego'), 'package writ.rules.broken\nif if {\n');
  expect(await writ('apply', pack, '--yes')).toMatchObject({ code: 2, stderr: expect.stringContaining('broken.rego') });
  expect(await writ('plan', pack, '--server', 'no url')).toMatchObject({ code: 2, stderr: expect.stringContaining('is no URL') });
}, 120_000);

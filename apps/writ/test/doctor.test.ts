import { createInstanceKey } from '@writ/pep';
import { spawnSync } from 'node:child_process';
import { afterAll, describe, expect, it } from '@jest/globals';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Key } from '../../../libs/pep/test/signed-answer.js';
import { openVault } from '../src/local/vault.js';
import { PROGRAM, runNode } from './run-program.js';

const folder = mkdtempSync(join(tmpdir(), 'writ-doctor-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('writ doctor', () => {
  it.each([
    [0o700, 'ok'],
    // What `writ up` sets as root, whose database runs as somebody else.
    [0o711, 'ok'],
    [0o755, 'fail'],
    [0o722, 'fail'],
  ])(
    'a data folder of mode %i is %s',
    async (mode, state) => {
      chmodSync(folder, mode);
      const run = await runNode(PROGRAM, ['doctor', '--data', folder, '--project', folder, '--json']);
      const { checks } = JSON.parse(run.stdout) as { readonly checks: readonly { readonly name: string; readonly state: string }[] };
      expect(checks.find(({ name }) => name === 'data')).toMatchObject({ state });
      expect(checks.find(({ name }) => name === 'hook')?.state).not.toBe('fail');
    },
    20_000,
  );

  const level = async (data: string, project = data): Promise<unknown> => {
    const run = await runNode(PROGRAM, ['doctor', '--data', data, '--project', project, '--json']);
    const { checks } = JSON.parse(run.stdout) as { readonly checks: readonly { readonly name: string; readonly detail: string }[] };
    return checks.find(({ name }) => name === 'level')?.detail.split(':')[0];
  };

  it('names the level that keeps an agent out', async () => {
    const data = mkdtempSync(join(folder, 'level-'));
    expect(await level(data)).toBe('open');
    const vault = await openVault(data, () => Promise.reject(new Error('nobody is asked')));
    expect(await level(data)).toBe('open');
    await vault.lock('alice', 'harbour violin under snow');
    expect(await level(data)).toBe('sealed');
    mkdirSync(join(data, 'demonstration'));
    expect(await level(data)).toBe('demonstration');
    mkdirSync(join(data, '.writ', 'claude-code'), { recursive: true });
    const connection = {
      version: 1,
      host: 'claude-code',
      pep_id: 'p',
      url: 'https://writ.example.com',
      credential: 'c',
      keys: [new Key().record],
      token_url: 'https://writ.example.com/token',
      refresh_secret: 'r',
      instance_key: createInstanceKey().key,
      hold_ms: 1000,
    };
    writeFileSync(join(data, '.writ', 'claude-code', 'connection.json'), JSON.stringify(connection));
    expect(await level(data)).toBe('remote service');
  }, 60_000);

  it('own user: what runs as somebody else than the service reaches none of its secrets', async () => {
    // Only root can be two users.
    if (process.getuid?.() !== 0) return;
    const parent = mkdtempSync(join(folder, 'own-user-'));
    const [data, project] = [join(parent, 'data'), join(parent, 'project')];
    for (const each of [folder, parent]) chmodSync(each, 0o711);
    mkdirSync(project, { mode: 0o755 });
    const vault = await openVault(data, () => Promise.reject(new Error('nobody is asked')));
    await vault.lock('alice', 'harbour violin under snow');
    vault.files('issuer').write('people.json', '[]');
    chmodSync(data, 0o711);
    const somebodyElse = { uid: 65_534, gid: 65_534, cwd: project } as const;
    const checked = spawnSync(process.execPath, [PROGRAM, 'doctor', '--data', data, '--project', project, '--json'], somebodyElse);
    const { checks } = JSON.parse(checked.stdout.toString()) as {
      readonly checks: readonly { readonly name: string; readonly detail: string }[];
    };
    expect(checks.find(({ name }) => name === 'level')?.detail).toMatch(/^own user/u);
    for (const [command, file] of [
      ['cat', 'vault.json'],
      ['cat', 'issuer/people.json'],
      ['rm', 'vault.json'],
      ['tee', 'vault.json'],
    ] as const)
      expect([command, file, spawnSync(command, [join(data, file)], { ...somebodyElse, input: 'x' }).status]).toEqual([command, file, 1]);
  }, 60_000);
});

import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { getOpa, isEnough } from '../get-opa.mjs';
import { OPA_ASSETS, OPA_VERSION } from '../pin.mjs';

let folder = '';
const real = await getOpa();

async function program(path: string, version: string): Promise<string> {
  const target = join(folder, path);
  await mkdir(join(target, '..'), { recursive: true });
  await writeFile(target, `#!/bin/sh\necho "Version: ${version}"\n`);
  await chmod(target, 0o755);
  return target;
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'writ-get-opa-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

describe('getOpa', () => {
  it('finds a program that runs', () => {
    expect(real).toMatch(/opa$/);
  });

  it('takes the program that `WRIT_OPA` names before any other', async () => {
    const named = await program('mine/opa', OPA_VERSION);
    await program('path/opa', OPA_VERSION);
    expect(await getOpa({ env: { WRIT_OPA: named, PATH: join(folder, 'path') } })).toBe(named);
  });

  it('refuses a `WRIT_OPA` that is too old instead of replacing it', async () => {
    const named = await program('mine/opa', '0.70.0');
    await expect(getOpa({ env: { WRIT_OPA: named, PATH: '' } })).rejects.toThrow('`WRIT_OPA` names opa `0.70.0`');
  });

  it('refuses a `WRIT_OPA` that is no opa', async () => {
    await expect(getOpa({ env: { WRIT_OPA: join(folder, 'absent'), PATH: '' } })).rejects.toThrow('does not run');
  });

  it('passes over an old program on the path and takes the next one', async () => {
    await program('old/opa', '1.2.0');
    const second = await program('new/opa', '1.99.0');
    const lines: string[] = [];
    const path = `${join(folder, 'old')}:${join(folder, 'new')}`;
    expect(await getOpa({ env: { PATH: path }, report: (line: string) => lines.push(line) })).toBe(second);
    expect(lines.join()).toContain('passing over');
  });

  it('takes the cached program when the path has none', async () => {
    const cached = await program(`cache/writ/opa-${OPA_VERSION}/opa`, OPA_VERSION);
    expect(await getOpa({ env: { PATH: '', XDG_CACHE_HOME: join(folder, 'cache') } })).toBe(cached);
  });
});

describe('the pin', () => {
  it.each([
    ['1.18.2', true],
    ['1.18.0', true],
    ['1.30.1', true],
    ['1.17.9', false],
    ['0.70.0', false],
    ['2.0.0', false],
  ])('judges %s as %s', (version, enough) => {
    expect(isEnough(version)).toBe(enough);
  });

  it('has a whole SHA-256 for every release file', () => {
    for (const asset of Object.values(OPA_ASSETS)) expect(asset?.sha256).toMatch(/^[0-9a-f]{64}$/);
  });
});

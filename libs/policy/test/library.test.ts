import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readPack } from '../src/source.js';
import { resolveOpa } from '../src/opa.js';
import { compile, remove, rule, temporaryFolder, writePack } from './packs.js';

const library = fileURLToPath(new URL('../../../policies/lib', import.meta.url));
let root: string;
beforeAll(async () => {
  root = await temporaryFolder();
});
afterAll(async () => remove(root));

const past = (id: string, body: string, imports = 'import data.writ.lib.temporal'): ReturnType<typeof rule> =>
  rule({ id, class: 'context_dependent_deny', imports, body: `outcome := {"reason": "x"} if ${body}` });
const TRACKERS = 'trackers: [{ id: sent, applies_to: [{ effect: send }], window_s: 60 }]\n';
const withTrackers = (id: string): string => `id: ${id}\nversion: "1"\ntitle: a pack of the tests\n${TRACKERS}`;

describe('the library of Rego', () => {
  it('passes its own tests, strictly and in the usual format', async () => {
    const opa = await resolveOpa();
    const run = (...of: string[]) => spawnSync(opa, of, { cwd: library, encoding: 'utf8' });
    expect(run('test', '.')).toMatchObject({ status: 0, stdout: expect.stringMatching(/^PASS: (\d+)\/\1\n$/u) });
    expect(run('check', '--strict', '.')).toMatchObject({ status: 0 });
    expect(run('fmt', '--list', '.')).toMatchObject({ status: 0, stdout: '' });
  });

  it('becomes part of the pack that imports it, and of no other', async () => {
    const user = await readPack(await writePack(root, 'user', { ...past('often', 'temporal.used_up(input.context.tracked.sent, 3)') }));
    expect(user.files.map(({ path }) => path)).toContain('lib/writ_temporal.rego');
    const other = await readPack(await writePack(root, 'other', { ...past('level', 'input.context.level == "PUBLIC"', '') }));
    expect(other.files.filter(({ path }) => path.startsWith('lib/'))).toEqual([]);
  });

  it('compiles to wasm, all of it, in several packs at once', async () => {
    const everything = `import data.writ.lib.destinations\nimport data.writ.lib.labels\nimport data.writ.lib.temporal`;
    const body = `{
	temporal.formerly_within(input.context.tracked.sent)
	labels.at_least(input.context.level, "CONFIDENTIAL")
	some to in input.context.destinations
	not destinations.inside(to, ["corp.example"])
	not destinations.is_private(to)
	not destinations.within_folder(to, "/srv")
	not destinations.bucket_of(to)
}`;
    const pack = (id: string) => ({ 'pack.yaml': withTrackers(id), ...past(`${id}_sends`, body, everything) });
    const { rules, terms } = await compile(join(root, 'all'), { a: pack('a'), b: pack('b') });
    expect(rules.map(({ reads }) => reads)).toEqual([
      ['destinations', 'level', 'tracked.sent'],
      ['destinations', 'level', 'tracked.sent'],
    ]);
    expect(terms.trackers?.list.map(({ id }) => id)).toEqual(['sent']);
  });

  it.each([
    ['a tracker that nobody declares', { p: past('r', 'temporal.formerly(input.context.tracked.lost)') }, 'read_refused'],
    ['all trackers at once', { p: past('r', 'count(input.context.tracked) > 0', '') }, 'read_refused'],
    [
      'one id for two trackers',
      {
        p: { 'pack.yaml': withTrackers('p'), ...past('r', 'true', '') },
        q: { 'pack.yaml': withTrackers('q').replace('60', '61'), ...past('s', 'true', '') },
      },
      'packs_disagree',
    ],
  ])('refuses %s', async (name, packs, code) => {
    await expect(compile(join(root, name.replaceAll(' ', '-')), packs)).rejects.toMatchObject({ code });
  });
});

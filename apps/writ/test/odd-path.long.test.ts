import { afterAll, expect, it } from '@jest/globals';
import { resolveOpa } from '@writ/policy';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runNode } from './run-program.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** What running needs of a project; sources and tests are not looked at. */
const LEFT = new Set(['src', 'test', 'node_modules', '.writ']);
const outer = mkdtempSync(join(tmpdir(), 'writ-path-'));
// Where root starts the database as another user, who could not pass through, it would lie elsewhere.
chmodSync(outer, 0o711);
afterAll(() => {
  rmSync(outer, { recursive: true, force: true });
});

/** The built product in another folder, on the packages that are installed here. */
function copyTo(folder: string): void {
  mkdirSync(folder);
  for (const name of ['apps', 'libs', 'policies', 'prisma', 'tools', 'package.json'])
    cpSync(join(ROOT, name), join(folder, name), {
      recursive: true,
      // `apps/<project>/src`: of a project, not deeper down.
      filter: (from) =>
        !(LEFT.has(from.split(sep).at(-1) ?? '') && ['apps', 'libs'].includes(dirname(dirname(from)).split(sep).at(-1) ?? '')),
    });
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '@writ'), { recursive: true });
  for (const name of readdirSync(join(ROOT, 'node_modules')).filter((entry) => entry !== '@writ' && !entry.startsWith('.')))
    symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  // Links from one project to the other lead to the copy.
  for (const name of readdirSync(join(ROOT, 'node_modules/@writ'))) {
    const project = ['libs', 'apps']
      .map((kind) => join(kind, name === 'cli' ? 'writ' : name))
      .find((path) => statSync(join(folder, path), { throwIfNoEntry: false }));
    if (project !== undefined) symlinkSync(join('../..', project), join(modules, '@writ', name));
  }
}

it('everything runs from a folder with spaces, commas, quotes and letters of any language', async () => {
  const folder = join(outer, "Zoë, 'neue' Projekte (データ) & 100% $HOME");
  copyTo(folder);
  // As `npm start` does it: the program is found before anything of the product runs.
  const env = { ...process.env, WRIT_OPA: await resolveOpa() };
  const run = await runNode(join(folder, 'apps/writ/bin/writ.mjs'), ['demo', '--json', '--data', join(folder, '.writ')], '', env);
  expect({ ...run }).toEqual({ ...run, code: 0 });
}, 300_000);

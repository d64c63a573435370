import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

/**
 * The canary: a miniature of the repository in which every project imports every other. A boundary rule that is green and
 * checks nothing would pass the forbidden pairs; this test fails then.
 */
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

// Written out again on purpose: a slip in the configuration must differ from a second opinion.
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'libs/aarm': [],
  'libs/receipt': ['libs/aarm'],
  'libs/engine': ['libs/receipt', 'libs/aarm'],
  'libs/signals': ['libs/engine', 'libs/receipt', 'libs/aarm'],
  'libs/policy': ['libs/engine', 'libs/receipt', 'libs/aarm'],
  'libs/store': ['libs/engine', 'libs/receipt', 'libs/aarm'],
  'libs/contract': ['libs/aarm'],
  'libs/server': ['libs/aarm', 'libs/contract', 'libs/receipt'],
  'libs/pep': ['libs/aarm', 'libs/receipt', 'libs/contract'],
  'libs/assembly': ['libs/aarm', 'libs/receipt', 'libs/engine', 'libs/signals', 'libs/policy', 'libs/store', 'libs/server'],
  'apps/decision-api': ['every lib'],
  'apps/control-plane': ['every lib'],
  'apps/worker': ['every lib'],
  'apps/signer': ['libs/receipt', 'libs/contract', 'libs/server'],
  'apps/console': ['libs/receipt'],
  'apps/writ': ['every lib', 'every app'],
};
const PROJECTS = Object.keys(MAY_IMPORT);

const PACKAGES: Readonly<Record<string, (project: string) => boolean>> = {
  zod: () => true,
  jose: (project) => project !== 'libs/aarm',
  pg: (project) => project === 'libs/store',
  '@prisma/client': (project) => project === 'libs/store',
  // Not even elsewhere in its own project: the rule names the one file.
  '@simplewebauthn/server': () => false,
  '@nestjs/common': (project) => project === 'libs/server' || project.startsWith('apps/'),
};

// The rooms of the engine, and how high each lies.
const FLOOR: Readonly<Record<string, number>> = {
  ...{
    journal: 0,
    authority: 1,
    decision: 2,
    session: 3,
    outcome: 3,
    approval: 3,
    replay: 3,
    deferral: 4,
    pending: 5,
    reading: 6,
    faces: 7,
  },
};
const ROOMS = Object.keys(FLOOR);
const roomFile = (from: string, to: string): string => `libs/engine/src/${from}/imports-${to}.ts`;

const name = (project: string): string => project.replaceAll('/', '-');
const file = (from: string, target: string): string => `${from}/src/imports-${target.replaceAll(/[@/]/g, '-')}.ts`;

function mayImport(from: string, to: string): boolean {
  const targets = MAY_IMPORT[from] ?? [];
  return targets.includes(to) || targets.includes(to.startsWith('libs/') ? 'every lib' : 'every app');
}

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}

let fixture = '';
let violations: readonly Violation[] = [];

const brokenBy = (path: string): string[] => violations.filter(({ from }) => from === path).map(({ rule }) => rule.name);

async function put(path: string, text: string): Promise<void> {
  const target = join(fixture, path);
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, text);
}

async function putPackage(folder: string, packageName: string): Promise<void> {
  const exports = { '.': { types: './dist/index.d.ts', default: './dist/index.js' } };
  await put(`${folder}/package.json`, JSON.stringify({ name: packageName, type: 'module', exports }));
  await put(`${folder}/dist/index.js`, 'export const thing = 1;\n');
  await put(`${folder}/dist/index.d.ts`, 'export declare const thing = 1;\n');
}

async function putProject(project: string): Promise<void> {
  await putPackage(project, `@writ/${name(project)}`);
  await put(`${project}/src/thing.ts`, 'export const thing = 1;\n');
  for (const other of PROJECTS.filter((each) => each !== project)) {
    await put(file(project, other), `import type { thing } from '../../../${other}/dist/index.js';\nexport type Thing = typeof thing;\n`);
  }
  for (const dependency of Object.keys(PACKAGES)) {
    await put(file(project, dependency), `export { thing } from '${dependency}';\n`);
  }
}

function cruise(): Promise<readonly Violation[]> {
  const args = [join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'), '--config', join(ROOT, '.dependency-cruiser.mjs')];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [...args, '--output-type', 'json', 'libs', 'apps'], { cwd: fixture, maxBuffer: 1e8 }, (error, out, err) => {
      if (out === '') reject(new Error(err, { cause: error }));
      else resolve((JSON.parse(out) as { summary: { violations: readonly Violation[] } }).summary.violations);
    });
  });
}

beforeAll(async () => {
  fixture = await mkdtemp(join(tmpdir(), 'writ-arrows-'));
  for (const project of PROJECTS) await putProject(project);
  for (const dependency of Object.keys(PACKAGES)) await putPackage(`node_modules/${dependency}`, dependency);
  await put('libs/engine/src/create-engine.ts', 'export const thing = 1;\n');
  for (const from of ROOMS) {
    await put(`libs/engine/src/${from}/thing.ts`, 'export const thing = 1;\n');
    await put(roomFile(from, 'create-engine'), "export { thing } from '../create-engine.js';\n");
    for (const to of ROOMS.filter((each) => each !== from)) await put(roomFile(from, to), `export { thing } from '../${to}/thing.js';\n`);
  }
  await put('libs/engine/src/inside.ts', "export { thing } from '../../receipt/src/thing.js';\n");
  await put('libs/aarm/src/core.ts', "export { readFileSync } from 'node:fs';\n");
  await put('libs/pep/src/nowhere.ts', "export { thing } from 'not-installed-anywhere';\n");
  await put('libs/pep/src/circle-a.ts', "export { b } from './circle-b.js';\nexport const a = 1;\n");
  await put('libs/pep/src/circle-b.ts', "export { a } from './circle-a.js';\nexport const b = 1;\n");
  violations = await cruise();
}, 120_000);

afterAll(() => rm(fixture, { recursive: true, force: true }));

describe('the arrows between projects', () => {
  it.each(PROJECTS)('of %s are exactly those of the table', (from) => {
    const others = PROJECTS.filter((each) => each !== from);
    const refused = others.filter((to) => brokenBy(file(from, to)).includes(`arrow-${name(from)}`));
    expect(refused).toEqual(others.filter((to) => !mayImport(from, to)));
  });

  it.each(ROOMS)('of the engine lead from %s to lower floors alone', (from) => {
    const others = [...ROOMS.filter((each) => each !== from), 'create-engine'];
    const refused = others.filter((to) => brokenBy(roomFile(from, to)).includes(`engine-${from}`));
    expect(refused).toEqual(others.filter((to) => (FLOOR[to] ?? Infinity) >= (FLOOR[from] ?? 0)));
  });

  it.each(Object.entries(PACKAGES))('let %s be imported by its owner alone', (dependency, allowed) => {
    const refused = PROJECTS.filter((project) => brokenBy(file(project, dependency)).length > 0);
    expect(refused).toEqual(PROJECTS.filter((project) => !allowed(project)));
  });

  it.each([
    ['libs/engine/src/inside.ts', 'only-through-the-package'],
    ['libs/aarm/src/core.ts', 'aarm-imports-only-zod'],
    ['libs/pep/src/nowhere.ts', 'not-to-unresolvable'],
    ['libs/pep/src/circle-a.ts', 'no-circle'],
  ])('refuse %s by %s', (path, rule) => {
    expect(brokenBy(path)).toContain(rule);
  });
});

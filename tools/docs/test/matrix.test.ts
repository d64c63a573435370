import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const page = readFileSync(join(root, 'docs/aarm-matrix.md'), 'utf8');

/** Test files and golden cases of the repository, whose titles may carry the number of an item. */
function* files(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (['node_modules', 'dist', '.git', '.writ'].includes(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* files(path);
    else if (entry.name.endsWith('.test.ts') || (entry.name.endsWith('.yaml') && /\/(test|cases)\//u.test(path))) yield path;
  }
}

/** The numbers that a title begins with: one, or several with commas between. */
const TITLE = /['"`]((?:AARM-\d+, )*AARM-\d+):/gu;

const items = (path: string): readonly number[] =>
  [...readFileSync(path, 'utf8').matchAll(TITLE)].flatMap(([, all = '']) =>
    all.split(', ').map((one) => Number(one.slice('AARM-'.length))),
  );

const proved = new Map<number, Set<string>>();
for (const path of ['libs', 'apps', 'tools', 'policies'].flatMap((folder) => [...files(join(root, folder))]))
  for (const item of items(path)) proved.set(item, (proved.get(item) ?? new Set()).add(relative(root, path)));

const rows = new Map(
  [...page.matchAll(/^\|\s*(\d+)\s*\|\s*(MUST|SHOULD)\s*\|[^|]*\|([^|]*)\|$/gmu)].map(
    ([, number, , where = '']) => [Number(number), [...where.matchAll(/`([^`]+)`/gu)].map(([, path = '']) => path)] as const,
  ),
);

describe('the AARM matrix', () => {
  it('has a row for each item of policy, decision and what settles it', () => {
    for (let item = 33; item <= 95; item += 1) expect([...rows.keys()]).toContain(item);
  });

  it.each([...rows])('names the tests of item %i', (item, where) => {
    expect(where.length).toBeGreaterThan(0);
    expect(new Set(where)).toEqual(proved.get(item));
  });

  it('has a row for each numbered test', () => {
    expect([...proved.keys()].filter((item) => !rows.has(item))).toEqual([]);
  });
});

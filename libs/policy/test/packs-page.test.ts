import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const page = readFileSync(join(root, 'docs/packs.md'), 'utf8');
const packs = readdirSync(join(root, 'policies')).filter((name) => existsSync(join(root, 'policies', name, 'pack.yaml')));

/** The rows of the page's tables as cells, without the heads. */
const rows = page
  .split('\n')
  .filter((line) => /^\| (?!pack |-)/u.test(line))
  .map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
const row = (name: RegExp): readonly string[] => rows.find(([first = '']) => name.test(first)) ?? [];

interface Case {
  readonly expected: { readonly result: string };
}
function cases(pack: string, file: string): readonly Case[] {
  const path = join(root, 'policies', pack, 'cases', file);
  return existsSync(path) ? (parse(readFileSync(path, 'utf8')) as readonly Case[]) : [];
}
const rules = (pack: string): readonly string[] =>
  readdirSync(join(root, 'policies', pack, 'rules'))
    .filter((file) => !file.endsWith('_test.rego'))
    .map((file) => readFileSync(join(root, 'policies', pack, 'rules', file), 'utf8'));

describe('the page of packs', () => {
  it.each(packs)('counts the rules and cases of %s as they are', (pack) => {
    const day = cases(pack, 'day.yaml');
    const asked = day.filter(({ expected }) => expected.result !== 'ALLOW').length;
    expect(row(new RegExp(`^\\[${pack}\\]\\(\\.\\./policies/${pack}/README\\.md\\)$`, 'u')).slice(2)).toEqual([
      rules(pack).length.toString(),
      cases(pack, 'everyday.yaml').length.toString(),
      day.length === 0 ? '' : `${asked.toString()} of ${day.length.toString()}`,
    ]);
  });

  it.each(packs.filter((pack) => cases(pack, 'day.yaml').length > 0))('and so does the README of %s', (pack) => {
    const day = cases(pack, 'day.yaml');
    const asked = day.filter(({ expected }) => expected.result !== 'ALLOW').length;
    const readme = readFileSync(join(root, 'policies', pack, 'README.md'), 'utf8');
    expect(readme).toContain(`${asked.toString()} of ${day.length.toString()} actions ask`);
  });

  it.each(packs.filter((pack) => !['baseline', 'aarm-smoke'].includes(pack)))('names the bands that %s keeps to', (pack) => {
    const bands = row(new RegExp(`^${pack}$`, 'u'))
      .slice(1)
      .filter((cell) => cell !== '')
      .map(Number);
    const bandOf = (priority: number): number | undefined =>
      bands.filter((band) => priority >= band && priority < band + 5).sort((a, b) => b - a)[0];
    const priorities = rules(pack).map((text) => Number(/^# +priority: (\d+)$/mu.exec(text)?.[1]));
    expect(priorities.filter((priority) => bandOf(priority) === undefined)).toEqual([]);
    expect(new Set(priorities.map(bandOf))).toEqual(new Set(bands));
  });
});

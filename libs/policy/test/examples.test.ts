import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { effectOf } from './packs.js';
import { checkPacks, resolveOpa } from '../src/index.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const text = (...path: readonly string[]): string => readFileSync(join(root, ...path), 'utf8');
const page = text('docs/policy-library.md');
const examples = readdirSync(join(root, 'docs/examples'));

const rules = (pack: string): readonly string[] =>
  readdirSync(join(root, 'docs/examples', pack, 'rules')).filter((file) => !file.endsWith('_test.rego'));
const cases = (pack: string): readonly { readonly expected: { readonly rule?: string } }[] =>
  readdirSync(join(root, 'docs/examples', pack, 'cases')).flatMap(
    (file) => parse(text('docs/examples', pack, 'cases', file)) as readonly { expected: { rule?: string } }[],
  );

describe.each(examples)('the example %s', (pack) => {
  it('passes everything that is asked before a pack is published', async () => {
    const report = await checkPacks({
      packs: [join(root, 'docs/examples', pack)],
      opa: await resolveOpa(),
      strictConflicts: true,
      effectOf,
    });
    expect({ findings: report.findings, ok: report.ok }).toEqual({ findings: [], ok: true });
    expect(report.intent.satisfied).toBe(true);
  }, 60_000);

  it('shows each of its rules deciding', () => {
    const decided = new Set(cases(pack).map(({ expected }) => expected.rule));
    expect(rules(pack).filter((file) => !decided.has(`${pack}/${file.replace(/\.rego$/u, '')}`))).toEqual([]);
  });
});

const libraries = readdirSync(join(root, 'policies/lib'))
  .filter((file) => !file.endsWith('_test.rego'))
  .map((file) => file.replace(/\.rego$/u, ''));
const used = examples.flatMap((pack) => rules(pack).map((file) => text('docs/examples', pack, 'rules', file))).join('\n');

/** The names that the page's chapter of a library documents: the first cells of its tables that look like one. */
function documented(library: string): readonly string[] {
  const chapter = page.split(/^## /mu).find((part) => part.startsWith(`${library}\n`)) ?? '';
  const tables = chapter.split(/\n\n/u).filter((part) => /^\| (function|name) /u.test(part));
  const first = tables.flatMap((table) => table.split('\n').slice(2)).map((row) => row.split('|')[1] ?? '');
  return first.flatMap((cell) => [...cell.matchAll(/`([a-z][a-z0-9_]*)(?:\([^`]*\))?`/gu)].map(([, name = '']) => name));
}

describe('the page of the library', () => {
  it('has a chapter of each library', () => {
    expect(libraries.filter((library) => documented(library).length === 0)).toEqual([]);
  });

  it.each(libraries)('documents of %s what is there, with an example of each', (library) => {
    const source = text('policies/lib', `${library}.rego`);
    const names = documented(library);
    expect(names.filter((name) => !new RegExp(`^${name}\\b`, 'mu').test(source))).toEqual([]);
    expect(names.filter((name) => !used.includes(`${library}.${name}`))).toEqual([]);
  });

  it.each(libraries)('leaves nothing out of %s that rules of packs use', (library) => {
    const packs = readdirSync(join(root, 'policies')).filter((name) => name !== 'lib');
    const rego = packs.flatMap((pack) =>
      ['rules', 'lib'].flatMap((folder) => {
        const path = join(root, 'policies', pack, folder);
        const files = readdirSync(join(root, 'policies', pack)).includes(folder) ? readdirSync(path) : [];
        return files.filter((file) => !file.endsWith('_test.rego')).map((file) => readFileSync(join(path, file), 'utf8'));
      }),
    );
    const asked = rego
      .filter((one) => one.includes(`import data.writ.lib.${library}\n`))
      .flatMap((one) => [...one.matchAll(new RegExp(`(?<![.\\w"])${library}\\.([a-z][a-z0-9_]*)`, 'gu'))].map(([, name = '']) => name));
    expect([...new Set(asked)].filter((name) => !documented(library).includes(name))).toEqual([]);
  });
});

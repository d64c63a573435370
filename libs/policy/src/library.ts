import { readFile, readdir } from 'node:fs/promises';
import { sha256 } from '@writ/receipt';
import type { SourceFile } from './source.js';

/** Writ's own Rego library, beside the packs. */
const FOLDER = new URL('../../../policies/lib/', import.meta.url);
const IMPORT = /\bdata\.writ\.lib\.([a-z][a-z0-9_]*)/gu;

let loaded: Promise<ReadonlyMap<string, SourceFile>> | null = null;

/**
 * The files of a pack with those of the library that it imports. They become part of it: what is hashed, stored and
 * compiled is what was used, whatever the library says later. A library that the pack brings under the same name is its own.
 */
export async function withLibrary(files: readonly SourceFile[]): Promise<readonly SourceFile[]> {
  loaded ??= load();
  const library = await loaded;
  const all = [...files];
  // Files that are added may import further ones.
  for (const file of all) {
    for (const name of imported(file)) {
      const found = library.get(name);
      if (found !== undefined && !all.some(({ text }) => defines(text, name))) all.push(found);
    }
  }
  return all.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** A file that came from Writ's library, now or when the version was stored. */
export const isFromLibrary = ({ path }: Pick<SourceFile, 'path'>): boolean => path.startsWith('lib/writ_');

const imported = ({ path, text }: SourceFile): ReadonlySet<string> =>
  new Set(path.endsWith('.rego') ? [...text.matchAll(IMPORT)].map(([, name]) => name ?? '') : []);

const defines = (text: string, name: string): boolean => new RegExp(`^package writ\\.lib\\.${name}$`, 'mu').test(text);

async function load(): Promise<ReadonlyMap<string, SourceFile>> {
  const names = (await readdir(FOLDER).catch(() => [])).filter((name) => name.endsWith('.rego') && !name.endsWith('_test.rego'));
  const files = names.map(async (name): Promise<readonly [string, SourceFile]> => {
    const text = await readFile(new URL(name, FOLDER), 'utf8');
    return [name.replace(/\.rego$/u, ''), { path: `lib/writ_${name}`, shown: `policies/lib/${name}`, text, sha256: sha256(text) }];
  });
  return new Map(await Promise.all(files));
}

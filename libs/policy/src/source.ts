import { lstat, readdir, readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { sha256 } from '@writ/receipt';
import { PolicyError } from './error.js';
import { withLibrary } from './library.js';

const MOST_BYTES = 1 << 20;
const MOST_FILES = 20_000;
const AT_ONCE = 64;

/** One file of a pack, read once: what is hashed is what is compiled. */
export interface SourceFile {
  /** Inside the pack, with `/`: `rules/no_delete.rego`. */
  readonly path: string;
  /** As its author knows it, for messages: `<folder>/rules/no_delete.rego`. */
  readonly shown: string;
  readonly text: string;
  readonly sha256: string;
}

/** A pack folder as read from disk. */
export interface PackSource {
  readonly folder: string;
  readonly files: readonly SourceFile[];
}

/** Reads what a pack is made of, with what it imports of Writ's own library; `cases` and `sessions` are its tests, not the policy, and are left alone. */
export async function readPack(folder: string): Promise<PackSource> {
  const root = resolve(folder);
  await refuseLink(root, basename(root));
  const top = await entriesOf(root, basename(root));
  if (!top.includes('pack.yaml')) throw unreadable(`${basename(root)}/pack.yaml`, 'a pack needs a `pack.yaml`');
  const paths = ['pack.yaml', ...(top.includes('tools.yaml') ? ['tools.yaml'] : [])];
  for (const part of ['rules', 'lib'].filter((name) => top.includes(name))) paths.push(...(await regoIn(root, part)));
  if (paths.length > MOST_FILES) throw unsafe(basename(root), `the pack has ${paths.length} files, at most ${MOST_FILES} are read`);
  const files: SourceFile[] = [];
  for (const some of inGroups(paths.sort())) files.push(...(await Promise.all(some.map((path) => readSource(root, path)))));
  return { folder: root, files: await withLibrary(files) };
}

/** As many at once as no limit on open files minds. */
const inGroups = (paths: readonly string[]): readonly (readonly string[])[] =>
  paths.flatMap((_, at) => (at % AT_ONCE === 0 ? [paths.slice(at, at + AT_ONCE)] : []));

/** `rules` and `lib` are flat: a folder in them would hide rules from whoever reviews the pack. */
async function regoIn(root: string, part: string): Promise<readonly string[]> {
  const shown = `${basename(root)}/${part}`;
  await refuseLink(join(root, part), shown);
  const names = await entriesOf(join(root, part), shown);
  const odd = names.find((name) => !/^[a-z0-9_-]+\.rego$/u.test(name));
  if (odd !== undefined) throw unsafe(`${shown}/${odd}`, 'only files named `[a-z0-9_-]+.rego` belong here');
  return names.map((name) => `${part}/${name}`);
}

async function readSource(root: string, path: string): Promise<SourceFile> {
  const shown = `${basename(root)}/${path}`;
  const stat = await refuseLink(join(root, path), shown);
  if (!stat.isFile()) throw unsafe(shown, 'this is not a file');
  if (stat.size > MOST_BYTES) throw unsafe(shown, 'the file is larger than 1 MiB');
  const bytes = await readFile(join(root, path));
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { path, shown, text, sha256: sha256(bytes) };
  } catch (cause) {
    throw unreadable(shown, 'the file is not UTF-8', cause);
  }
}

async function refuseLink(path: string, shown: string): Promise<Awaited<ReturnType<typeof lstat>>> {
  try {
    const stat = await lstat(path);
    if (!stat.isSymbolicLink()) return stat;
  } catch (cause) {
    throw unreadable(shown, 'it cannot be read', cause);
  }
  throw unsafe(shown, 'a link may lead out of the pack');
}

async function entriesOf(folder: string, shown: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    throw unreadable(shown, 'the folder cannot be read', cause);
  }
}

const unreadable = (file: string, what: string, cause?: unknown): PolicyError =>
  new PolicyError({ code: 'pack_unreadable', file, what, remedy: 'put it there and make it readable', cause });

const unsafe = (file: string, what: string): PolicyError =>
  new PolicyError({ code: 'pack_unsafe', file, what, remedy: 'keep plain files of at most 1 MiB inside the pack folder' });

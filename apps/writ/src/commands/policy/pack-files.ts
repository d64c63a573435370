import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';

/** A file as it is sent. */
export interface SentFile {
  readonly path: string;
  readonly text: string;
}

/** A pack folder as it is sent: what is compiled, and its golden cases. */
export interface SentFolder {
  readonly name: string;
  readonly id: string;
  readonly files: readonly SentFile[];
  readonly cases: readonly SentFile[];
}

/** Reads pack folders; what they hold is judged where it arrives. */
export const readFolders = (folders: readonly string[]): readonly SentFolder[] =>
  folders.map((folder) => {
    const parts = ['rules', 'lib'].flatMap((part) => namesIn(folder, part, /\.rego$/u));
    const tops = namesIn(folder, '', /^(?:pack|tools)\.yaml$/u);
    const files = [...tops, ...parts].map((path) => read(folder, path));
    const cases = namesIn(folder, 'cases', /\.ya?ml$/u).map((path) => read(folder, path));
    const manifest = parse(files.find(({ path }) => path === 'pack.yaml')?.text ?? '') as { readonly id?: unknown } | null;
    const name = basename(resolve(folder)).toLowerCase();
    return { name, id: typeof manifest?.id === 'string' ? manifest.id : name, files, cases };
  });

const namesIn = (folder: string, part: string, wanted: RegExp): readonly string[] => {
  try {
    const names = readdirSync(join(folder, part)).filter((name) => wanted.test(name));
    return names.sort().map((name) => (part === '' ? name : `${part}/${name}`));
  } catch {
    return [];
  }
};

const read = (folder: string, path: string): SentFile => ({ path, text: readFileSync(join(folder, path), 'utf8') });

/** Where the folders stand in git: null where they are in none. */
export interface Checkout {
  readonly commit: string;
  /** The folders are not what the commit says. */
  readonly changed: boolean;
}

const run = promisify(execFile);

/** The commit of the folders, where git knows them; what cannot be told is not recorded. */
export async function checkoutOf(folders: readonly string[]): Promise<Checkout | null> {
  const [first] = folders;
  if (first === undefined) return null;
  try {
    const git = async (...args: readonly string[]): Promise<string> => (await run('git', ['-C', first, ...args])).stdout.trim();
    const commit = await git('rev-parse', 'HEAD');
    const changed = (await git('status', '--porcelain', '--', ...folders.map((folder) => resolve(folder)))) !== '';
    return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/u.test(commit) ? { commit, changed } : null;
  } catch {
    return null;
  }
}

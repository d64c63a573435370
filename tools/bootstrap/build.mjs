import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT, runQuietly } from './run.mjs';

const STAMP = join(ROOT, 'node_modules/.cache/writ/build');
const NOT_SOURCE = new Set(['node_modules', 'dist', 'test', '.writ', 'coverage']);

/** Built means: the stamp carries the hash of exactly these sources, and every project's output is there. */
export function isBuilt() {
  if (!existsSync(STAMP) || readFileSync(STAMP, 'utf8') !== sourceHash()) return false;
  return projects().every((folder) => existsSync(join(folder, 'dist/.tsbuildinfo')));
}

export async function build({ report, signal }) {
  // Taken before the compiler reads: a file that is saved meanwhile makes the next start build again.
  const hash = sourceHash();
  await runQuietly({ program: process.execPath, args: ['node_modules/ts7/bin/tsc', '-b'], signal });
  for (const workspace of workspaces().filter(hasBundle)) {
    report(`bundle of ${workspace.name}`);
    await runQuietly({
      program: process.platform === 'win32' ? 'npm.cmd' : 'npm',
      args: ['run', '--silent', 'bundle', '-w', workspace.name],
      signal,
    });
  }
  mkdirSync(dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, hash);
}

const hasBundle = ({ scripts }) => scripts?.bundle !== undefined;

function workspaces() {
  return ['libs', 'apps'].flatMap(foldersOf).map((folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
}

/** The projects that `tsc -b` builds. */
function projects() {
  const { references } = JSON.parse(readFileSync(join(ROOT, 'tsconfig.json'), 'utf8'));
  return references.map(({ path }) => join(ROOT, path));
}

function foldersOf(kind) {
  return readdirSync(join(ROOT, kind), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(ROOT, kind, entry.name, 'package.json')))
    .map((entry) => join(ROOT, kind, entry.name));
}

function sourceHash() {
  const hash = createHash('sha256').update(process.version);
  for (const file of ['tsconfig.base.json', 'tsconfig.json', 'package-lock.json']) addFile(hash, join(ROOT, file));
  for (const folder of ['libs', 'apps'].flatMap(foldersOf)) addFolder(hash, folder);
  return hash.digest('hex');
}

function addFolder(hash, folder) {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (NOT_SOURCE.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) addFolder(hash, path);
    else if (entry.isFile()) addFile(hash, path);
  }
}

function addFile(hash, path) {
  const bytes = readFileSync(path);
  hash.update(`${path.slice(ROOT.length)}\0${bytes.length}\0`).update(bytes);
}

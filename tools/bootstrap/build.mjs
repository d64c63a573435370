import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT, runQuietly } from './run.mjs';

const STAMP = join(ROOT, 'node_modules/.cache/writ/build');
const NOT_SOURCE = new Set(['node_modules', 'dist', 'test', '.writ', 'coverage']);

/** Built means: the stamp carries the hash of exactly these sources, and every project's output is there. */
export function isBuilt() {
  if (!existsSync(STAMP) || readFileSync(STAMP, 'utf8') !== sourceHash()) return false;
  return projects().every((folder) => existsSync(join(folder, 'dist/.tsbuildinfo'))) && workspaces().filter(hasBundle).every(isBundled);
}

export async function build({ report, signal }) {
  // Taken before the compiler reads: a file that is saved meanwhile makes the next start build again.
  const hash = sourceHash();
  await runQuietly({ program: process.execPath, args: ['node_modules/ts7/bin/tsc', '-b'], signal });
  await Promise.all(
    workspaces()
      .filter(hasBundle)
      .map((workspace) => bundle(workspace, { report, signal })),
  );
  mkdirSync(dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, hash);
}

/** A bundle is made again where what goes into it changed: what the workspace imports is in the compiled packages. */
async function bundle(workspace, { report, signal }) {
  const { name, folder } = workspace;
  const stamp = join(dirname(STAMP), `bundle-${name.replaceAll(/[@/]/g, '-')}`);
  const hash = bundleHash(folder);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash && isBundled(workspace)) return;
  report(`bundle of ${name}`);
  await runQuietly({ program: process.platform === 'win32' ? 'npm.cmd' : 'npm', args: ['run', '--silent', 'bundle', '-w', name], signal });
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, hash);
}

/** Of the workspace and of every package of this repository that it depends on. */
function bundleHash(folder) {
  const hash = createHash('sha256').update(process.version);
  addFile(hash, join(ROOT, 'package-lock.json'));
  const byName = new Map(workspaces().map((workspace) => [workspace.name, workspace]));
  const seen = new Set();
  const add = (workspace) => {
    if (workspace === undefined || seen.has(workspace.name)) return;
    seen.add(workspace.name);
    addFolder(hash, workspace.folder);
    for (const name of Object.keys(workspace.dependencies ?? {}).sort()) add(byName.get(name));
  };
  add([...byName.values()].find((workspace) => workspace.folder === folder));
  return hash.digest('hex');
}

/** `config.bundle` of the package names what `npm run bundle` writes. */
const isBundled = ({ folder, config }) => existsSync(join(folder, config.bundle));

const hasBundle = ({ scripts }) => scripts?.bundle !== undefined;

function workspaces() {
  return ['libs', 'apps']
    .flatMap(foldersOf)
    .map((folder) => ({ ...JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')), folder }));
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

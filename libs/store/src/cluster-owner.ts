import { execFileSync } from 'node:child_process';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClusterFolder } from './cluster-folder.js';
import { procStat, startOf } from './process-start.js';
import { StoreError } from './store-error.js';

interface Owner {
  readonly pid: number;
  /** Tells a process from a later one with the same id; null where the platform does not say. */
  readonly started: string | null;
}

/**
 * Marks the cluster as this process's, or refuses while another live process has it. `proc` is where the system tells of
 * processes; without it `ps` does.
 */
export async function claim({ home }: Pick<ClusterFolder, 'home'>, proc = '/proc'): Promise<void> {
  const file = join(home, 'owner.json');
  const me = JSON.stringify({ pid: process.pid, started: startOf(process.pid, proc)?.mark ?? null } satisfies Owner);
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      await writeFile(file, me, { flag: 'wx' });
      return;
    } catch {
      const owner = await readOwner(file);
      if (owner !== null && (await isThere(owner, { file, proc })))
        throw new StoreError(
          'in_use',
          `the database in \`${home}\` is in use by process ${owner.pid.toString()}; if that is no Writ, remove \`${file}\``,
        );
      await rm(file, { force: true });
    }
  }
  throw new StoreError('in_use', `the database in \`${home}\` is being started by another process`);
}

export async function disclaim({ home }: ClusterFolder): Promise<void> {
  await rm(join(home, 'owner.json'), { force: true });
}

async function readOwner(file: string): Promise<Owner | null> {
  try {
    const { pid, started } = JSON.parse(await readFile(file, 'utf8')) as Partial<Owner>;
    // A number below one names no process but many.
    return Number.isSafeInteger(pid) && Number(pid) > 0 ? { pid: Number(pid), started: started ?? null } : null;
  } catch {
    return null;
  }
}

/** A clock is read to the second, and files have their own idea of the time. */
const INEXACT_MS = 2_000;

/** Whether the process that wrote this is alive, and not a later one that was given its id. */
async function isThere(owner: Owner, { file, proc }: { readonly file: string; readonly proc: string }): Promise<boolean> {
  if (!isAlive(owner.pid)) return false;
  const start = startOf(owner.pid, proc);
  // Nothing tells them apart: to be refused is better than two owners of one database.
  if (start === null) return true;
  if (owner.started === start.mark) return true;
  if (owner.started !== null && isTicks(owner.started) === isTicks(start.mark)) return false;
  // It said nothing, or said it in other words. Whoever wrote the file began before it was written.
  const written = await stat(file).catch(() => null);
  return written !== null && start.at <= written.mtimeMs + INEXACT_MS;
}

/** As `/proc` says it, and not in the words of `ps`. */
const isTicks = (mark: string): boolean => /^\d+$/u.test(mark);

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Ended, but not yet collected by its parent, which in a container may be never. */
function isZombie(pid: number): boolean {
  return procStat(pid)?.[0] === 'Z';
}

/**
 * Stops a postmaster that outlived its owner, and removes a `postmaster.pid` whose process id now belongs to another
 * program (PostgreSQL would refuse to start for it). Called only by the process that has claimed the cluster.
 */
export async function stopStale({ cluster }: ClusterFolder): Promise<void> {
  const pid = await postmasterPid(cluster);
  if (pid === null) return;
  if (isAlive(pid) && runsCluster(pid, cluster)) await stopPostmaster(pid);
  else await rm(join(cluster, 'postmaster.pid'), { force: true });
}

export async function postmasterPid(cluster: string): Promise<number | null> {
  try {
    const pid = Number.parseInt(await readFile(join(cluster, 'postmaster.pid'), 'utf8'), 10);
    return pid > 0 ? pid : null;
  } catch {
    return null;
  }
}

/** Whether that process is a postmaster of this cluster. */
export function runsCluster(pid: number, cluster: string, proc = '/proc'): boolean {
  try {
    return readFileSync(join(proc, pid.toString(), 'cmdline'), 'utf8')
      .split('\0')
      .includes(cluster);
  } catch {
    return psRunsCluster(pid, cluster);
  }
}

function psRunsCluster(pid: number, cluster: string): boolean {
  try {
    const command = execFileSync('ps', ['-ww', '-o', 'args=', '-p', pid.toString()], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return patternOf(cluster).test(command);
  } catch {
    // Without either it is taken for ours, and PostgreSQL's own lock decides.
    return isAlive(pid);
  }
}

/** `ps` writes letters that its language lacks in other ways; what is plain stands as it is. */
const patternOf = (cluster: string): RegExp =>
  new RegExp(
    cluster
      .replaceAll(/[^\x21-\x7e]+/gu, '\0')
      .replaceAll(/[\\^$.*+?()[\]{}|/-]/gu, '\\$&')
      .replaceAll('\0', '.+'),
    'u',
  );

/** Fast shutdown, then immediate shutdown, then SIGKILL: what was committed survives each. */
export async function stopPostmaster(pid: number): Promise<void> {
  for (const [signal, patience] of [
    ['SIGINT', 10_000],
    ['SIGQUIT', 3_000],
    ['SIGKILL', 2_000],
  ] as const) {
    if (!isAlive(pid)) return;
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    const until = Date.now() + patience;
    while (Date.now() < until && isAlive(pid)) await sleep(10);
  }
}

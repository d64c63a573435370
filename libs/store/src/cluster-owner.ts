import { execFileSync } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClusterFolder } from './cluster-folder.js';
import { StoreError } from './store-error.js';

interface Owner {
  readonly pid: number;
  /** Tells a process from a later one with the same id; null where the platform does not say. */
  readonly started: string | null;
}

/** Marks the cluster as this process's, or refuses while another live process has it. */
export async function claim({ home }: ClusterFolder): Promise<void> {
  const file = join(home, 'owner.json');
  const me = JSON.stringify({ pid: process.pid, started: startTime(process.pid) } satisfies Owner);
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      await writeFile(file, me, { flag: 'wx' });
      return;
    } catch {
      const owner = await readOwner(file);
      if (owner !== null && isSame(owner))
        throw new StoreError('in_use', `the database in \`${home}\` is in use by process ${owner.pid.toString()}`);
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
    return JSON.parse(await readFile(file, 'utf8')) as Owner;
  } catch {
    return null;
  }
}

const isSame = (owner: Owner): boolean => isAlive(owner.pid) && (owner.started === null || owner.started === startTime(owner.pid));

const startTime = (pid: number): string | null => procStat(pid)?.[19] ?? null;

/** The fields of `/proc/<pid>/stat` after the command's closing parenthesis: [0] is the state, [19] the start time. */
function procStat(pid: number): readonly string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid.toString()}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}

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

function runsCluster(pid: number, cluster: string): boolean {
  try {
    const command = execFileSync('ps', ['-ww', '-o', 'args=', '-p', pid.toString()], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return command.includes(cluster);
  } catch {
    // Without `ps`, /proc tells; without either it is taken for ours, and PostgreSQL's own lock decides.
    return procRunsCluster(pid, cluster);
  }
}

function procRunsCluster(pid: number, cluster: string): boolean {
  try {
    return readFileSync(`/proc/${pid.toString()}/cmdline`, 'utf8').includes(cluster);
  } catch {
    return isAlive(pid);
  }
}

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

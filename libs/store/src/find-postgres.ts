import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { clusterFolder, superuserPassword } from './cluster-folder.js';
import { isAlive } from './cluster-owner.js';
import { urlOf } from './start-postgres.js';

/** How things stand with the database of a data folder. */
export interface FoundPostgres {
  /** The superuser's connection URL; null where it does not run. */
  readonly url: string | null;
}

/** Looks for a database on a folder without starting or making one; null where there is none. */
export async function findPostgres({ dataDir }: { readonly dataDir: string }): Promise<FoundPostgres | null> {
  const there = await stat(join(dataDir, 'password')).catch(() => null);
  if (there === null) return null;
  const folder = await clusterFolder(dataDir);
  // The first line of `postmaster.pid` is the process id, the fourth the port, the eighth the status.
  const lines = (await readFile(join(folder.cluster, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  if (!(pid > 0) || !isAlive(pid) || lines[7]?.trim() !== 'ready') return { url: null };
  return { url: urlOf({ cluster: folder.cluster, password: await superuserPassword(folder), port }) };
}

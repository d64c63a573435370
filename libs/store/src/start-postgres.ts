import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { clusterFolder, initialise, isInitialised, superuserPassword } from './cluster-folder.js';
import type { ClusterFolder } from './cluster-folder.js';
import { claim, disclaim, stopPostmaster, stopStale } from './cluster-owner.js';
import { clusterUser, postgresBinaries } from './postgres-binaries.js';
import { StoreError } from './store-error.js';

export interface PostgresOptions {
  /** Kept between starts; made on the first. */
  readonly dataDir: string;
  /** A free loopback port by default. */
  readonly port?: number;
  /** Told of the slow steps of a first start. */
  readonly log?: (line: string) => void;
}

/** A running PostgreSQL of our own. */
export interface RunningPostgres {
  /** The superuser's connection URL. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Resolves when the server has ended, for whatever reason. */
  readonly exited: Promise<void>;
  /** Ends it (fast shutdown) and leaves no process behind. */
  stop(): Promise<void>;
}

const START_ATTEMPTS = 20;
/** There for a server that hangs: one that recovers from a crash on a slow disk takes its time. */
const START_PATIENCE_MS = 10 * 60_000;

/**
 * Starts PostgreSQL on a folder: loopback only, password only, fsync on. Should this process die without a word, a
 * watcher of a few kilobytes ends the server; whatever the watcher misses, the next start on the folder stops first.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const log = options.log ?? (() => undefined);
  if (/[\r\n]/u.test(options.dataDir))
    throw new StoreError('launch_failed', 'the path of the data folder has a line break, which postgresql cannot keep; choose another');
  const folder = await clusterFolder(options.dataDir);
  await claim(folder);
  try {
    const binaries = await postgresBinaries(log);
    await stopStale(folder);
    const password = await superuserPassword(folder);
    if (!(await isInitialised(folder.cluster))) {
      log('creating the database');
      await initialise(binaries, folder, password);
    }
    return await launch({ binaries, folder, password, port: options.port });
  } catch (error) {
    await disclaim(folder);
    throw error;
  }
}

interface Launch {
  readonly binaries: string;
  readonly folder: ClusterFolder;
  readonly password: string;
  readonly port: number | undefined;
}

async function launch({ binaries, folder, password, port: wanted }: Launch): Promise<RunningPostgres> {
  for (let attempt = 1; ; attempt++) {
    const port = wanted ?? (await freePort());
    const server = spawnServer(binaries, folder, port);
    const failure = await untilReady(server, folder);
    if (failure === null) return running({ server, folder, password, port });
    // Backends of a killed postmaster hold its shared memory for a moment, and a free port can be taken meanwhile.
    const passing =
      /shared memory block|in use|could not bind|already exists/u.test(failure) &&
      (wanted === undefined || !failure.includes('could not bind'));
    if (!passing || attempt === START_ATTEMPTS) throw new StoreError('launch_failed', `postgresql did not start: ${failure}`);
    await sleep(250);
  }
}

function settings(cluster: string, port: number): readonly string[] {
  const values = {
    listen_addresses: '127.0.0.1',
    port: port.toString(),
    unix_socket_directories: socketFolder(cluster, port) ?? '',
    unix_socket_permissions: '0700',
    // INVARIANT: what is answered is on disk. The command line outranks every configuration file.
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    max_connections: '50',
    shared_buffers: '64MB',
    max_wal_size: '512MB',
    password_encryption: 'scram-sha-256',
    log_min_messages: 'warning',
    timezone: 'UTC',
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** The most bytes that a socket address holds on every platform. */
const LONGEST_SOCKET = 100;

/**
 * The cluster's own folder, which nobody else can enter. Null where a socket cannot have its path: too many bytes, or what
 * PostgreSQL takes for a mark in its list of folders or in a line of its process file.
 */
function socketFolder(cluster: string, port: number): string | null {
  const fits = Buffer.byteLength(join(cluster, `.s.PGSQL.${port.toString()}`)) <= LONGEST_SOCKET;
  return fits && !/[,"\p{Cc}]/u.test(cluster) ? cluster : null;
}

/** Through the socket where there is one: it costs both sides less than the loopback interface. */
export function urlOf({ cluster, password, port }: { readonly cluster: string; readonly password: string; readonly port: number }): string {
  const url = new URL(`postgres://writ_owner:${password}@127.0.0.1:${port.toString()}/postgres`);
  const socket = socketFolder(cluster, port);
  if (socket !== null) url.searchParams.set('host', socket);
  return url.href;
}

/** In a session of its own: a Ctrl-C meant for us must not end the database before we have. */
function spawnServer(binaries: string, { home, cluster }: ClusterFolder, port: number): ChildProcess {
  const logFile = openSync(join(home, 'postgres.log'), 'w', 0o600);
  const server = spawn(join(binaries, 'bin', 'postgres'), ['-D', cluster, ...settings(cluster, port)], {
    cwd: cluster,
    detached: true,
    env: {},
    stdio: ['ignore', logFile, logFile],
    ...clusterUser(),
  });
  closeSync(logFile);
  server.unref();
  return server;
}

/** Null once it accepts connections; otherwise what it said when it gave up. */
async function untilReady(server: ChildProcess, { home, cluster }: ClusterFolder): Promise<string | null> {
  const end: { why?: string } = {};
  server.once('exit', (code, signal) => (end.why = `ended with ${String(code ?? signal)}`));
  server.once('error', (error) => (end.why = error.message));
  const until = Date.now() + START_PATIENCE_MS;
  while (end.why === undefined && Date.now() < until) {
    if (await saysReady(server, cluster)) return null;
    await sleep(5);
  }
  const lines = await readFile(join(home, 'postgres.log'), 'utf8').catch(() => '');
  if (end.why === undefined && server.pid !== undefined) await stopPostmaster(server.pid);
  return `${end.why ?? 'not ready in time'}; ${lines.trim()}`;
}

/** The eighth line of `postmaster.pid` is the server's status, the first its process id. */
async function saysReady(server: ChildProcess, cluster: string): Promise<boolean> {
  const lines = (await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  return lines[0] === server.pid?.toString() && lines[7]?.trim() === 'ready';
}

interface Running {
  readonly server: ChildProcess;
  readonly folder: ClusterFolder;
  readonly password: string;
  readonly port: number;
}

function running({ server, folder, password, port }: Running): RunningPostgres {
  const pid = server.pid;
  if (pid === undefined) throw new StoreError('launch_failed', 'postgresql has no process id');
  const watcher = watch(pid, folder.cluster);
  const exited = new Promise<void>((resolve) => {
    if (server.exitCode !== null || server.signalCode !== null) resolve();
    else
      server.once('exit', () => {
        resolve();
      });
  });
  void exited.then(() => {
    watcher.kill('SIGKILL');
  });
  const stop = async (): Promise<void> => {
    server.ref();
    if (server.exitCode === null && server.signalCode === null) await stopPostmaster(pid);
    await exited;
    await disclaim(folder);
  };
  let stopping: Promise<void> | null = null;
  return {
    url: urlOf({ cluster: folder.cluster, password, port }),
    port,
    pid,
    exited,
    stop: async () => (stopping ??= stop()),
  };
}

/**
 * A shell that waits for the end of a pipe which only we hold open, then sends the postmaster SIGINT, provided the
 * cluster is still that postmaster's.
 */
function watch(pid: number, cluster: string): ChildProcess {
  const script = 'cat >/dev/null; read -r owner < "$1/postmaster.pid" && [ "$owner" = "$2" ] && kill -INT "$2"';
  const watcher = spawn('/bin/sh', ['-c', script, 'writ-postgres-watch', cluster, pid.toString()], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    ...clusterUser(),
  });
  watcher.unref();
  // Neither the watcher nor its pipe keeps this process alive.
  if (watcher.stdin instanceof Socket) watcher.stdin.unref();
  watcher.stdin.on('error', () => undefined);
  watcher.on('error', () => undefined);
  return watcher;
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new StoreError('launch_failed', 'no free loopback port'));
      });
    });
  });
}

import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

/** Debian's `redis-server`. CI has it, so nothing is left out there; elsewhere what needs it is skipped where it is missing. */
export const hasRedis = process.env['ALL_TOOLS'] === '1' || spawnSync('redis-server', ['--version']).error === undefined;

/** A Redis of the tests' own, which keeps nothing on disk. */
export interface RunningRedis {
  readonly url: string;
  flush(): Promise<void>;
  /** `kill -9`; {@link RunningRedis.start} brings an empty one up at the same address. */
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export async function startRedis(): Promise<RunningRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'writ-redis-'));
  const port = await freePort();
  const url = `redis://127.0.0.1:${port.toString()}`;
  let ended: Promise<void> = Promise.resolve();
  let kill = (): void => undefined;
  const start = async (): Promise<void> => {
    const args = [
      '--port',
      port.toString(),
      '--bind',
      '127.0.0.1',
      '--dir',
      folder,
      '--save',
      '',
      '--appendonly',
      'no',
      '--maxmemory-policy',
      'noeviction',
    ];
    const server = spawn('redis-server', args, { stdio: 'ignore' });
    ended = new Promise((resolve) =>
      server.once('exit', () => {
        resolve();
      }),
    );
    kill = () => void server.kill('SIGKILL');
    await answered(url);
  };
  await start();
  const killed = async (): Promise<void> => {
    kill();
    await ended;
  };
  return {
    url,
    start,
    kill: killed,
    flush: async () => {
      await asked(url, async (client) => client.flushall());
    },
    stop: async () => {
      await killed();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function asked(url: string, ask: (client: Redis) => Promise<unknown>): Promise<void> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await ask(client);
  } finally {
    client.disconnect();
  }
}

async function answered(url: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const up = await asked(url, async (client) => client.ping()).then(
      () => true,
      () => false,
    );
    if (up) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('redis-server did not come up: is it installed (`apt-get install redis-server`)?');
}

const freePort = async (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });

import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { migrate, openDatabase, provision, startPostgres } from '@writ/store';
import type { RunningPostgres } from '@writ/store';
import { UnrecoverableError } from 'bullmq';
import { openWakeups } from '../src/queue.js';
import type { Wakeups } from '../src/queue.js';
import { hasRedis, startRedis } from './redis.js';
import type { RunningRedis } from './redis.js';

const DEAD = 'a job went to the dead letters';
const AGAIN = 'a wake-up failed and is tried again';

let dir: string;
let postgres: RunningPostgres;
let redis: RunningRedis | null = null;
let postgresQueue: string;
let said: { readonly message: string; readonly job?: string }[];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'writ-queue-'));
  await chmod(dir, 0o711);
  postgres = await startPostgres({ dataDir: join(dir, 'data') });
  await migrate({ url: postgres.url });
  postgresQueue = (await provision({ url: postgres.url })).queueUrl;
  if (hasRedis) redis = await startRedis();
}, 60_000);
afterAll(async () => {
  await redis?.stop();
  await postgres.stop();
  await rm(dir, { recursive: true, force: true });
}, 60_000);
beforeEach(() => {
  said = [];
  jest.spyOn(process.stderr, 'write').mockImplementation((line) => {
    if (typeof line === 'string' && line.startsWith('{')) said.push(JSON.parse(line) as (typeof said)[number]);
    return true;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
});

const times = (message: string, job: string): number => said.filter((line) => line.message === message && line.job === job).length;
const row = (decision_id: string) => ({ tenant_id: 'acme', decision_id, due_at: new Date().toISOString() });

async function until(holds: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 150; attempt++) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`not within 15 seconds; said ${JSON.stringify(said)}`);
}

const backends = [
  { backend: 'PostgreSQL', there: true, url: () => postgresQueue },
  { backend: 'Redis', there: hasRedis, url: () => redis?.url ?? '' },
];

describe.each(backends)('wake-ups in $backend', ({ there, url }) => {
  if (!there) {
    it.skip('are not tried: `redis-server` is not installed; they run where it is, as in CI', () => undefined);
    return;
  }
  let wakeups: Wakeups;
  const attempts = new Map<string, number>();
  beforeAll(async () => {
    wakeups = await openWakeups({ url: url() }, async (job) => {
      const id = job.id ?? '';
      const attempt = (attempts.get(id) ?? 0) + 1;
      attempts.set(id, attempt);
      if (id.startsWith('never')) throw new UnrecoverableError('malformed');
      if (id.startsWith('always') || (id.startsWith('once') && attempt === 1)) throw new Error('the database is away');
      return Promise.resolve();
    });
  });
  afterAll(async () => {
    await wakeups.close();
    attempts.clear();
  });

  it('try again what failed, and raise no alarm for it', async () => {
    await wakeups.add([row('once'), row('well')]);
    await until(() => attempts.get('once') === 2 && attempts.get('well') === 1);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(times(AGAIN, 'once')).toBe(1);
    expect(times(DEAD, 'once')).toBe(0);
  }, 30_000);

  it('raise one alarm for what failed every time, and for what cannot succeed at once', async () => {
    await wakeups.add([row('always'), row('never')]);
    await until(() => times(DEAD, 'always') === 1 && times(DEAD, 'never') === 1);
    expect(times(AGAIN, 'always')).toBe(2);
    expect(times(AGAIN, 'never')).toBe(0);
    expect([attempts.get('always'), attempts.get('never')]).toEqual([3, 1]);
  }, 30_000);

  it('run once though they were added twice', async () => {
    const later = { ...row('twice'), due_at: new Date(Date.now() + 500).toISOString() };
    await Promise.all([wakeups.add([later]), wakeups.add([later, later])]);
    await until(() => attempts.get('twice') === 1);
    await new Promise((resolve) => setTimeout(resolve, 800));
    expect(attempts.get('twice')).toBe(1);
  }, 30_000);
});

describe('a queue whose database connections break while it is opened', () => {
  it('opens or rejects, and leaves the process alone', async () => {
    const database = await openDatabase({ url: postgres.url });
    const over = new AbortController();
    const breaks = (async () => {
      while (!over.signal.aborted)
        await database.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1', [
          new URL(postgresQueue).username,
        ]);
    })();
    for (let round = 0; round < 5; round++) {
      const opened = await openWakeups({ url: postgresQueue }, async () => Promise.resolve()).catch(() => null);
      await opened?.close();
    }
    over.abort();
    await breaks;
    const wakeups = await openWakeups({ url: postgresQueue }, async () => Promise.resolve());
    await wakeups.add([row('after')]);
    await wakeups.close();
    await database.close();
  }, 60_000);
});

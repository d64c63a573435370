import { causeOf, log } from '@writ/server';
import { createSturdyBackend } from './sturdy-backend.js';
import { Queue as RedisQueue, UnrecoverableError, Worker as RedisWorker, withBackend } from 'bullmq';
import type { Job } from 'bullmq';
import type { OutboxRow } from '@writ/engine';
import { Redis } from 'ioredis';

/** Where the job queue lives. */
export interface QueueOptions {
  /** `postgres:` of the role that owns the queue's schema, or `redis:` and `rediss:`. */
  readonly url: string;
  /** The schema of the queue's tables; only in PostgreSQL. */
  readonly schema?: string;
}

/** What a job carries: an outbox row, unless something else wrote to the queue. */
export type Wakeup = Partial<OutboxRow> | null;

/** A queue and the worker that takes from it. */
export interface Wakeups {
  add(rows: readonly OutboxRow[]): Promise<void>;
  close(): Promise<void>;
}

/** Named so that a queue shared by deployments of other versions stays apart. */
export const QUEUE_NAME = 'writ-deadlines-v1';
/** How many failed jobs are kept for a person to look at. */
const DEAD_LETTERS = 1000;
/** A job runs just after the deadline: before it there would be nothing to settle. */
const AFTER_DEADLINE_MS = 10;

const { Queue: PostgresQueue, Worker: PostgresWorker } = withBackend(createSturdyBackend);
type Settle = (job: Job<Wakeup>) => Promise<void>;
type Jobs = Pick<RedisQueue<Wakeup>, 'addBulk' | 'waitUntilReady' | 'close'>;
type Settler = Pick<RedisWorker<Wakeup>, 'waitUntilReady' | 'close'>;

/** Opens the queue and starts taking from it. Rejects, with nothing left open, where the queue cannot be reached. */
export async function openWakeups(options: QueueOptions, settle: Settle): Promise<Wakeups> {
  const { jobs, settler, end } = /^rediss?:/u.test(options.url) ? onRedis(options, settle) : onPostgres(options, settle);
  const close = async (): Promise<void> => {
    // The worker first: it lets the job in hand finish.
    await Promise.allSettled([settler.close()]);
    await Promise.allSettled([jobs.close()]);
    end();
  };
  try {
    await inTime(Promise.all([jobs.waitUntilReady(), settler.waitUntilReady()]));
  } catch (error) {
    await Promise.race([close(), pause(CLOSE_MS)]);
    throw error;
  }
  const add = async (rows: readonly OutboxRow[]): Promise<void> => {
    await jobs.addBulk(rows.map(jobOf));
  };
  return { add, close };
}

const READY_MS = 5000;
const CLOSE_MS = 1000;
const pause = async (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function inTime(opening: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`the job queue did not answer within ${READY_MS.toString()} ms`));
    }, READY_MS);
  });
  try {
    await Promise.race([opening, late]);
  } finally {
    clearTimeout(timer);
  }
}

interface Opened {
  readonly jobs: Jobs;
  readonly settler: Settler;
  /** Lets go of what the two shared. */
  readonly end: () => void;
}

function onPostgres({ url, schema = 'writ_queue' }: QueueOptions, settle: Settle): Opened {
  const connection = { connectionString: url, schema, migrate: true, verify: surviveBreak };
  const jobs = new PostgresQueue<Wakeup>(QUEUE_NAME, { connection });
  const settler = new PostgresWorker<Wakeup>(QUEUE_NAME, settle, { connection, concurrency: 4 });
  jobs.on('error', unavailable);
  settler.on('error', unavailable);
  settler.on('failed', failedOnce);
  return { jobs, settler, end: () => undefined };
}

/** A connection that breaks while BullMQ migrates on it says so as an event, and one that nobody hears ends the process. */
function surviveBreak(client: { on(event: 'error', listener: () => void): unknown }, done: () => void): void {
  client.on('error', () => undefined);
  done();
}

function onRedis({ url }: QueueOptions, settle: Settle): Opened {
  const retryStrategy = (times: number): number => Math.min(times * 100, 2000);
  // Adding fails at once while Redis is away: the sweeper settles what was not woken up. Waiting for jobs goes on for ever.
  const adding = new Redis(url, { enableOfflineQueue: false, maxRetriesPerRequest: 1, retryStrategy });
  const taking = new Redis(url, { maxRetriesPerRequest: null, retryStrategy });
  for (const client of [adding, taking]) client.on('error', unavailable);
  const jobs = new RedisQueue<Wakeup>(QUEUE_NAME, { connection: adding });
  const settler = new RedisWorker<Wakeup>(QUEUE_NAME, settle, { connection: taking, concurrency: 4 });
  jobs.on('error', unavailable);
  settler.on('error', unavailable);
  settler.on('failed', failedOnce);
  const end = (): void => {
    adding.disconnect();
    taking.disconnect();
  };
  return { jobs, settler, end };
}

const unavailable = (error: Error): void => {
  log('warn', 'the job queue is unavailable', { cause: causeOf(error) });
};

/** BullMQ tells of every attempt that failed; only the last one is for somebody to look at. */
const failedOnce = (job: Job<Wakeup> | undefined, error: Error): void => {
  const fields = { job: job?.id ?? null, cause: causeOf(error) };
  const over = job === undefined || error instanceof UnrecoverableError || job.attemptsMade >= (job.opts.attempts ?? 1);
  if (over) log('error', 'a job went to the dead letters', fields);
  else log('warn', 'a wake-up failed and is tried again', { ...fields, attempt: job.attemptsMade });
};

function jobOf(row: OutboxRow): { name: string; data: OutboxRow; opts: object } {
  const delay = Math.max(0, Date.parse(row.due_at) - Date.now()) + AFTER_DEADLINE_MS;
  return {
    name: 'settle',
    data: row,
    opts: {
      jobId: row.decision_id,
      delay,
      attempts: 3,
      backoff: { type: 'exponential', delay: 500 },
      removeOnComplete: true,
      removeOnFail: { count: DEAD_LETTERS },
    },
  };
}

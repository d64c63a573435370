import type { Engine, Outbox, OutboxRow } from '@writ/engine';
import { causeOf, log } from '@writ/server';
import { UnrecoverableError, createPostgresBackend, withBackend } from 'bullmq';
import type { Job } from 'bullmq';
import { every } from './every.js';

/** Where the job queue lives. */
export interface QueueOptions {
  /** The role that owns the queue's schema. */
  readonly url: string;
  readonly schema?: string;
}

/** What the worker settles with and how often it sweeps. */
export interface WorkerOptions {
  readonly engine: Pick<Engine, 'settleOverdue'>;
  readonly outbox: Outbox;
  readonly queue: QueueOptions;
  /** How often to settle what no job woke up; 1 s where left out. */
  readonly sweepEveryMs?: number;
}

/** A worker that runs. */
export interface RunningWorker {
  /** Lets the settling in flight finish. */
  close(): Promise<void>;
}

/** Named so that a queue shared by deployments of other versions stays apart. */
export const QUEUE_NAME = 'writ-deadlines-v1';
const DISPATCH_EVERY_MS = 200;
const SWEEP_EVERY_MS = 1000;
const BATCH = 100;
/** How many failed jobs are kept for a person to look at. */
const DEAD_LETTERS = 1000;
/** A job runs just after the deadline: before it there would be nothing to settle. */
const AFTER_DEADLINE_MS = 10;

const { Queue, Worker } = withBackend(createPostgresBackend);
type Jobs = InstanceType<typeof Queue<Wakeup>>;
type Settler = InstanceType<typeof Worker<Wakeup>>;
/** What a job carries: an outbox row, unless something else wrote to the queue. */
type Wakeup = Partial<OutboxRow> | null;

type Connection = ReturnType<typeof connectionOf>;

/**
 * Ends what is overdue. Jobs are wake-ups only: the engine reads the deadline from the database and settles by
 * compare-and-set, so a job that runs early, late, twice or never changes when it happens but not what happens.
 */
export async function startWorker({ engine, outbox, queue, sweepEveryMs = SWEEP_EVERY_MS }: WorkerOptions): Promise<RunningWorker> {
  const connection = connectionOf(queue);
  const jobs = await openQueue(connection);
  const worker = await openWorker(connection, async (job) => settleJob(engine, job)).catch(async (error: unknown) => {
    await jobs.close();
    throw error;
  });
  const dispatcher = every(DISPATCH_EVERY_MS, 'dispatch', () => dispatch(outbox, jobs));
  const sweeper = every(sweepEveryMs, 'sweep', () => settleAll(engine));
  return {
    close: async () => {
      await Promise.all([dispatcher.stop(), sweeper.stop()]);
      await worker.close();
      await jobs.close();
    },
  };
}

const connectionOf = (queue: QueueOptions) => ({ connectionString: queue.url, schema: queue.schema ?? 'writ_queue', migrate: true });

async function openQueue(connection: Connection): Promise<Jobs> {
  const jobs = new Queue<Wakeup>(QUEUE_NAME, { connection });
  jobs.on('error', (error) => {
    log('warn', 'the job queue is unavailable', { cause: causeOf(error) });
  });
  return ready(jobs);
}

async function openWorker(connection: Connection, settle: (job: Job<Wakeup>) => Promise<void>): Promise<Settler> {
  const worker = new Worker<Wakeup>(QUEUE_NAME, settle, { connection, concurrency: 4 });
  worker.on('error', (error) => {
    log('warn', 'the job queue is unavailable', { cause: causeOf(error) });
  });
  worker.on('failed', (job, error) => {
    log('error', 'a job went to the dead letters', { job: job?.id ?? null, cause: causeOf(error) });
  });
  return ready(worker);
}

async function ready<T extends { waitUntilReady(): Promise<unknown>; close(): Promise<void> }>(opened: T): Promise<T> {
  try {
    await opened.waitUntilReady();
    return opened;
  } catch (error) {
    await opened.close().catch(() => undefined);
    throw error;
  }
}

/**
 * Moves committed rows into the queue. A crash after `take` and before `addBulk` loses the wake-ups of this batch; the
 * sweeper settles their decisions within one sweep of the deadline.
 */
async function dispatch(outbox: Outbox, jobs: Jobs): Promise<void> {
  for (;;) {
    const rows = await outbox.take(BATCH);
    if (rows.length > 0) await jobs.addBulk(rows.map(jobOf));
    if (rows.length < BATCH) return;
  }
}

function jobOf(row: OutboxRow): { name: string; data: OutboxRow; opts: object } {
  const delay = Math.max(0, Date.parse(row.due_at) - Date.now()) + AFTER_DEADLINE_MS;
  return {
    name: 'settle',
    data: row,
    opts: {
      jobId: row.decision_id,
      delay,
      attempts: 3,
      backoff: { type: 'fixed', delay: 500 },
      removeOnComplete: true,
      removeOnFail: { count: DEAD_LETTERS },
    },
  };
}

async function settleJob(engine: WorkerOptions['engine'], job: Job<Wakeup>): Promise<void> {
  const { data } = job;
  if (
    job.name !== 'settle' ||
    typeof data?.tenant_id !== 'string' ||
    typeof data.decision_id !== 'string' ||
    Number.isNaN(Date.parse(data.due_at ?? ''))
  ) {
    // Trying again would not help, and others must not wait behind it.
    throw new UnrecoverableError('a job is not a `settle` of a tenant, a decision and a time');
  }
  await settleAll(engine);
}

async function settleAll(engine: WorkerOptions['engine']): Promise<void> {
  while ((await engine.settleOverdue(BATCH)) >= BATCH);
}

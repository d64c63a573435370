import type { Engine, Outbox } from '@writ/engine';
import type { Projections } from '@writ/store';
import { UnrecoverableError } from 'bullmq';
import type { Job } from 'bullmq';
import { every } from './every.js';
import { openWakeups } from './queue.js';
import type { QueueOptions, Wakeup, Wakeups } from './queue.js';

/** What the worker settles with and how often it sweeps. */
export interface WorkerOptions {
  readonly engine: Pick<Engine, 'settleOverdue'>;
  readonly outbox: Outbox;
  /** What people query; left out where another process keeps it up to date. */
  readonly projections?: Pick<Projections, 'project'>;
  readonly queue: QueueOptions;
  /** How often to settle what no job woke up; 1 s where left out. */
  readonly sweepEveryMs?: number;
}

/** A worker that runs. */
export interface RunningWorker {
  /** Lets the settling in flight finish. */
  close(): Promise<void>;
}

const DISPATCH_EVERY_MS = 200;
const SWEEP_EVERY_MS = 1000;
const PROJECT_EVERY_MS = 250;
const BATCH = 100;
/** The furthest that a sweep looks past what cannot be settled. */
const MOST = 6400;

/**
 * Ends what is overdue. Jobs are wake-ups only: the engine reads the deadline from the database and settles by
 * compare-and-set, so a job that runs early, late, twice or never changes when it happens but not what happens. While the
 * queue is away the sweeper settles everything by itself, and the queue is opened again and again.
 */
export function startWorker({ engine, outbox, projections, queue, sweepEveryMs = SWEEP_EVERY_MS }: WorkerOptions): RunningWorker {
  let wakeups: Wakeups | null = null;
  const dispatcher = every(DISPATCH_EVERY_MS, 'dispatch of wake-ups', async () => {
    wakeups ??= await openWakeups(queue, async (job) => settleJob(engine, job));
    await dispatch(outbox, wakeups);
  });
  const sweeper = every(sweepEveryMs, 'sweep', sweepOf(engine));
  const projector = every(PROJECT_EVERY_MS, 'projection', async () => {
    await projections?.project();
  });
  return {
    close: async () => {
      await Promise.all([dispatcher.stop(), sweeper.stop(), projector.stop()]);
      await wakeups?.close();
    },
  };
}

/**
 * Moves committed rows into the queue. A crash after `take` and before `add`, or a queue that is away, loses the wake-ups
 * of this batch; the sweeper settles their decisions within one sweep of the deadline.
 */
async function dispatch(outbox: Outbox, wakeups: Wakeups): Promise<void> {
  for (;;) {
    const rows = await outbox.take(BATCH);
    if (rows.length > 0) await wakeups.add(rows);
    if (rows.length < BATCH) return;
  }
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

async function settleAll(engine: WorkerOptions['engine'], batch = BATCH): Promise<void> {
  // Not until a batch is short: what could not be settled takes room in it.
  while ((await engine.settleOverdue(batch)) > 0);
}

/** Looks further each time that what comes first cannot be settled, so that it hides nothing behind it. */
function sweepOf(engine: WorkerOptions['engine']): () => Promise<void> {
  let batch = BATCH;
  return async () => {
    try {
      await settleAll(engine, batch);
      batch = BATCH;
    } catch (error) {
      batch = Math.min(batch * 2, MOST);
      throw error;
    }
  };
}

import { setTimeout as sleep } from 'node:timers/promises';
import { ProblemError } from '@writ/aarm';
import { committed, compose, signBatch } from './batch.js';
import type { Composed, Ends, Job, Parts } from './batch.js';
import type { AppendUnit } from './ports.js';
import type { Snapshot } from './sessions.js';
import type { Prepared, Step } from './step.js';

/** Units of one statement at most. */
const BATCH = 96;
/** Commits in flight: PostgreSQL works on one while the other waits for the disk. */
const COMMITS = 2;
/** Steps that may wait before callers are told to come back. */
const MOST_WAITING = 4096;
/** A session that is never idle is left alone for a moment after so many steps: another process may be waiting for its head. */
const MOST_IN_A_ROW = 16;
const TURN_MS = 15;
/** How often a step may lose the race for its session's head. */
const MOST_ATTEMPTS = 64;

/** Appends steps of many sessions in order within each and in batches across them. */
export interface Pipeline {
  submit<T>(step: Step<T>): Promise<T>;
  /** Resolves once nothing is under way. */
  idle(): Promise<void>;
}

/**
 * Three stages and no timer: each takes all that waits for it, so batches form by themselves and grow with the load.
 * There is one evaluation, one signature message and one commit in flight. A session has at most one step under way,
 * so that each is composed on the head that the one before it left.
 */
class Lane implements Pipeline, Ends {
  readonly #parts: Parts;
  /** The steps of each session, the one under way first, and how many were taken since it was last idle. */
  readonly #queues = new Map<string, { readonly jobs: Job[]; taken: number }>();
  readonly #deciding: Stage<Job>;
  readonly #signing: Stage<Composed>;
  readonly #committing: Stage<SignedUnit>;
  #waiting = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#committing = new Stage(async (units) => append(units, parts, this), COMMITS);
    this.#signing = new Stage(async (composed) => {
      this.#committing.add(...(await signed(composed, parts, this)));
    });
    this.#deciding = new Stage(async (jobs) => {
      this.#signing.add(...(await compose(jobs, parts, this)));
    });
  }

  async submit<T>(step: Step<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#waiting >= MOST_WAITING) {
        reject(new ProblemError('overloaded', { detail: 'too many decisions are waiting: try again in a second' }));
        return;
      }
      this.#waiting += 1;
      const job: Job = { step, attempt: 0, resolve: resolve, reject };
      const queue = this.#queues.get(keyOf(job));
      if (queue !== undefined) queue.jobs.push(job);
      else {
        this.#queues.set(keyOf(job), { jobs: [job], taken: 0 });
        this.#deciding.add(job);
      }
    });
  }

  async idle(): Promise<void> {
    while (this.#waiting > 0) await sleep(5);
  }

  done(job: Job, answer: unknown): void {
    this.#release(job);
    job.resolve(answer);
  }

  failed(job: Job, error: unknown): void {
    if (!(error instanceof ProblemError)) this.#parts.sessions.forget(job.step.tenant_id, job.step.session_id);
    this.#release(job);
    job.reject(error instanceof ProblemError ? error : unavailable(error));
  }

  again(job: Job): void {
    job.attempt += 1;
    if (job.attempt < MOST_ATTEMPTS) this.#deciding.add(job);
    else this.failed(job, new ProblemError('contention', { detail: 'the session is too busy: try again' }));
  }

  #release(job: Job): void {
    this.#waiting -= 1;
    const queue = this.#queues.get(keyOf(job));
    queue?.jobs.shift();
    const next = queue?.jobs[0];
    if (queue === undefined || next === undefined) {
      this.#queues.delete(keyOf(job));
      return;
    }
    queue.taken += 1;
    if (queue.taken % MOST_IN_A_ROW === 0) setTimeout(() => this.#deciding.add(next), TURN_MS);
    else this.#deciding.add(next);
  }
}

/** A stage works on `width` batches at a time; what arrives meanwhile is the next one. */
class Stage<T> {
  readonly #work: (batch: readonly T[]) => Promise<void>;
  readonly #width: number;
  readonly #waiting: T[] = [];
  #busy = 0;

  constructor(work: (batch: readonly T[]) => Promise<void>, width = 1) {
    this.#work = work;
    this.#width = width;
  }

  add(...items: readonly T[]): void {
    this.#waiting.push(...items);
    if (this.#busy === this.#width || this.#waiting.length === 0) return;
    this.#busy += 1;
    // Not at once: what the same turn of the event loop adds joins the batch.
    setImmediate(() => void this.#run());
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) await this.#work(this.#waiting.splice(0, BATCH));
    this.#busy -= 1;
  }
}

/** The one way to append. */
export const createPipeline = (parts: Parts): Pipeline => new Lane(parts);

const keyOf = ({ step }: Job): string => `${step.tenant_id}\0${step.session_id}`;

const unavailable = (cause: unknown): ProblemError =>
  new ProblemError(
    'not_ready',
    { detail: 'no signed receipt could be confirmed: treat it as denied, or ask again with the same idempotency key' },
    { cause },
  );

/** A composed step with its signed unit. */
interface SignedUnit extends Composed {
  readonly unit: AppendUnit;
}

/** Signs a batch; where the signer cannot, every step of the batch fails and nothing is appended. */
async function signed(batch: readonly Composed[], { signer }: Parts, ends: Ends): Promise<readonly SignedUnit[]> {
  try {
    const units = await signBatch(batch, signer);
    return batch.flatMap((composed, i) => (units[i] === undefined ? [] : [{ ...composed, unit: units[i] }]));
  } catch (error) {
    for (const { job } of batch) ends.failed(job, error);
    return [];
  }
}

/** Commits a batch and tells each caller how its step ended. */
async function append(batch: readonly SignedUnit[], { store, sessions }: Parts, ends: Ends & { again(job: Job): void }): Promise<void> {
  try {
    // A crash before this commit leaves nothing; after it, the answer is found by its idempotency key.
    const results = await committed(
      batch.map(({ unit }) => unit),
      store,
    );
    batch.forEach(({ job, prepared }, i) => {
      const result = results[i];
      if (result === 'committed') {
        sessions.advance(afterwards(prepared), prepared.entries, prepared.head);
        ends.done(job, prepared.answer);
      } else if (result === 'lost_race') ends.again(job);
      else ends.failed(job, result);
    });
  } catch (error) {
    for (const { job } of batch) ends.failed(job, error);
  }
}

const afterwards = ({ base, close }: Prepared<unknown>): Snapshot =>
  close === true ? { ...base, session: { ...base.session, status: 'closed' } } : base;

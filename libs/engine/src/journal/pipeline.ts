import { setTimeout as sleep } from 'node:timers/promises';
import { ProblemError } from '@writ/aarm';
import { commitBatch, signBatch } from './batch.js';
import type { Composed, Job, Parts } from './batch.js';
import type { AppendUnit } from './ports.js';
import type { Snapshot } from './sessions.js';
import { Stage } from './stage.js';
import type { Prepared, Step } from './step.js';

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
 * A session has at most one step under way, so that each is composed on the head that the one before it left; the steps of
 * other sessions wait for none of it. What they come to is signed and committed in batches across sessions.
 */
class Lane implements Pipeline {
  readonly #parts: Parts;
  /** The steps of each session, the one under way first, and how many were taken since it was last idle. */
  readonly #queues = new Map<string, { readonly jobs: Job[]; taken: number }>();
  readonly #signing: Stage<Composed>;
  readonly #committing: Stage<SignedUnit>;
  #waiting = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#signing = new Stage(async (batch) => this.#sign(batch));
    this.#committing = new Stage(async (batch) => this.#commit(batch), COMMITS);
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
        void this.#run(job);
      }
    });
  }

  async idle(): Promise<void> {
    while (this.#waiting > 0) await sleep(5);
  }

  async #run(job: Job): Promise<void> {
    const { tenant_id, session_id } = job.step;
    const { sessions, uses } = this.#parts;
    try {
      const snapshot = await (job.attempt === 0 ? sessions.load(tenant_id, session_id) : sessions.reload(tenant_id, session_id));
      const result = await job.step.prepare(snapshot, job.attempt);
      if (result.kind === 'answer') {
        this.#done(job, result.answer);
        return;
      }
      const { prepared } = result;
      // First noted, then used: whoever looks for the sessions that were used misses none.
      await uses.note(prepared.base.session, usedAt(prepared));
      this.#signing.add({ job, prepared });
    } catch (error) {
      this.#failed(job, error);
    }
  }

  /** Where the signer cannot sign, every step of the batch fails and nothing is appended. */
  async #sign(batch: readonly Composed[]): Promise<void> {
    try {
      const units = await signBatch(batch, this.#parts.signer);
      this.#committing.add(...batch.flatMap((composed, i) => (units[i] === undefined ? [] : [{ ...composed, unit: units[i] }])));
    } catch (error) {
      for (const { job } of batch) this.#failed(job, error);
    }
  }

  /** Commits a batch and answers each caller. */
  async #commit(batch: readonly SignedUnit[]): Promise<void> {
    const { store, sessions } = this.#parts;
    try {
      // A crash before this commit leaves nothing; after it, the answer is found by its idempotency key.
      const results = await commitBatch(
        batch.map(({ unit }) => unit),
        store,
      );
      batch.forEach(({ job, prepared, unit }, i) => {
        const result = results[i];
        if (result === 'committed') {
          sessions.advance(sessionAfter(prepared), prepared.entries, prepared.head);
          this.#done(job, prepared.prove?.(unit.receipts) ?? prepared.answer);
        } else if (result === 'lost_race') this.#again(job);
        else this.#failed(job, result);
      });
    } catch (error) {
      for (const { job } of batch) this.#failed(job, error);
    }
  }

  #done(job: Job, answer: unknown): void {
    this.#release(job);
    job.resolve(answer);
  }

  #failed(job: Job, error: unknown): void {
    if (!(error instanceof ProblemError)) this.#parts.sessions.forget(job.step.tenant_id, job.step.session_id);
    this.#release(job);
    job.reject(error instanceof ProblemError ? error : unavailable(error));
  }

  #again(job: Job): void {
    job.attempt += 1;
    if (job.attempt < MOST_ATTEMPTS) void this.#run(job);
    else this.#failed(job, new ProblemError('contention', { detail: 'the session is too busy: try again' }));
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
    if (queue.taken % MOST_IN_A_ROW === 0) setTimeout(() => void this.#run(next), TURN_MS);
    else void this.#run(next);
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

const usedAt = ({ entries, receipts }: Prepared<unknown>): number =>
  Date.parse((entries.at(-1)?.at ?? receipts.at(-1)?.issued_at) as string);

const sessionAfter = ({ base, close }: Prepared<unknown>): Snapshot =>
  close === true ? { ...base, session: { ...base.session, status: 'closed' } } : base;

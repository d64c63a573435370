import type { Worker } from 'node:worker_threads';
import { PolicyError } from '../error.js';

/** Far beyond what an evaluation may take: only a thread that is broken needs so long. */
const HUNG_MS = 60_000;

/**
 * One question to a thread, and its answer.
 *
 * @throws PolicyError where the thread hangs or ends
 */
export const askThread = <T>(worker: Worker, question: unknown): Promise<T> =>
  new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(late);
      worker.off('message', answer).off('error', gone).off('exit', gone);
    };
    const answer = (given: T): void => {
      stop();
      resolve(given);
    };
    const gone = (cause: unknown): void => {
      stop();
      const what = 'the thread that evaluates hung or ended';
      reject(new PolicyError({ code: 'evaluator_down', what, remedy: 'nothing was found out; try again', cause }));
    };
    const late = setTimeout(gone, HUNG_MS, null);
    worker.on('message', answer).on('error', gone).on('exit', gone);
    // A thread that ended has no number, and says nothing any more.
    if (worker.threadId < 0) gone(null);
    else worker.postMessage(question);
  });

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { PolicySet } from '@writ/aarm';
import { readModule } from '../compiled.js';
import type { CompiledPolicy } from '../compiled.js';
import { loadPolicySet } from '../policy-set.js';
import { stoppedSet } from '../stopped-set.js';
import { explain } from './explain.js';
import type { Explanation, Question } from './explain.js';

/** What one question may take: generous beside the 50 ms that a decision has, so that a slow machine fails no case. */
const LIMIT_MS = 1_000;
const HEAP_MB = 256;
/** So many answers are waited for in vain; then nothing more is asked, or a pack of endless rules would hold its reader for hours. */
const MOST_STOPPED = 5;

/** A policy set to ask while nothing depends on its answers, one question at a time; an endless rule is stopped. */
export interface Trial {
  /** `stopped`: no answer came in time, or too many before did not. */
  ask(question: Question): Promise<Explanation & { readonly stopped: boolean }>;
  close(): Promise<void>;
}

/** Loads a compiled policy into a thread of its own. */
export async function openTrial(compiled: CompiledPolicy): Promise<Trial> {
  const module = await readModule(compiled);
  const { terms, rules } = compiled;
  const start = async (): Promise<Worker> => {
    const worker = new Worker(new URL('../../dist/check/trial-thread.js', import.meta.url), {
      workerData: { policy: { terms, rules }, module },
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    await once(worker, 'message');
    return worker;
  };
  return new ThreadTrial(await start(), start, stoppedSet(await loadPolicySet(compiled), 'the evaluation does not end'));
}

class ThreadTrial implements Trial {
  readonly #start: () => Promise<Worker>;
  readonly #stopped: PolicySet;
  #worker: Worker;
  #waited = 0;

  constructor(worker: Worker, start: () => Promise<Worker>, stopped: PolicySet) {
    this.#worker = worker;
    this.#start = start;
    this.#stopped = stopped;
  }

  async ask(question: Question): Promise<Explanation & { readonly stopped: boolean }> {
    const explanation = this.#waited < MOST_STOPPED ? await answered(this.#worker, question) : null;
    if (explanation !== null) return { ...explanation, stopped: false };
    if (this.#waited < MOST_STOPPED) {
      this.#waited += 1;
      await this.#worker.terminate();
      this.#worker = await this.#start();
    }
    return { ...explain(question, this.#stopped), stopped: true };
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}

/** The thread's answer; null where none came in time, or none will come. */
const answered = (worker: Worker, question: Question): Promise<Explanation | null> =>
  new Promise((resolve) => {
    const end = (answer: Explanation | null): void => {
      clearTimeout(late);
      worker.off('message', end).off('error', gone).off('exit', gone);
      resolve(answer);
    };
    const gone = (): void => {
      end(null);
    };
    const late = setTimeout(gone, LIMIT_MS);
    worker.on('message', end).on('error', gone).on('exit', gone);
    worker.postMessage(question);
  });

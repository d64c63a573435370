import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { readModule } from '../compiled.js';
import type { CompiledPolicy } from '../compiled.js';
import { PolicyError } from '../error.js';
import type { Explanation, Question } from './explain.js';

/** Far beyond what an evaluation may take: only a thread that is broken needs so long. */
const HUNG_MS = 60_000;
const HEAP_MB = 256;

/** A policy set to ask while nothing depends on its answers, one question at a time. */
export interface Trial {
  /** @throws PolicyError where the thread hangs or ends; a rule that does not end is an outcome like others */
  ask(question: Question): Promise<Explanation>;
  close(): Promise<void>;
}

/** Loads a compiled policy into a thread of its own: whoever checks a pack has other things to do. */
export async function openTrial(compiled: CompiledPolicy): Promise<Trial> {
  const module = await readModule(compiled);
  const { terms, rules } = compiled;
  const worker = new Worker(new URL('../../dist/check/trial-thread.js', import.meta.url), {
    workerData: { policy: { terms, rules }, module },
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });
  await once(worker, 'message');
  return {
    ask: (question) => answerOf(worker, question),
    close: async () => {
      await worker.terminate();
    },
  };
}

const answerOf = (worker: Worker, question: Question): Promise<Explanation> =>
  new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(late);
      worker.off('message', answer).off('error', gone).off('exit', gone);
    };
    const answer = (explanation: Explanation): void => {
      stop();
      resolve(explanation);
    };
    const gone = (cause: unknown): void => {
      stop();
      const what = 'the thread that evaluates hung or ended';
      reject(new PolicyError({ code: 'evaluator_down', what, remedy: 'nothing was found out; try again', cause }));
    };
    const late = setTimeout(gone, HUNG_MS, null);
    worker.on('message', answer).on('error', gone).on('exit', gone);
    worker.postMessage(question);
  });

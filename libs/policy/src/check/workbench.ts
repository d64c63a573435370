import { Worker } from 'node:worker_threads';
import type { CompiledPolicy } from '../compiled.js';
import { askThread } from './ask-thread.js';
import type { Explanation, Question } from './explain.js';

/** What is asked of a module. */
export interface ModuleQuestion {
  readonly entrypoint: string;
  /** A JSON document. */
  readonly input: string;
  /** That of an evaluation where left out. */
  readonly fuel?: number;
}

/** What came of it: a result, undefined where the entrypoint is, or a fault. */
export interface ModuleAnswer {
  readonly result: unknown;
  readonly fault: string | null;
}

/** Terms and rules that decide on a module. */
export type Terms = Pick<CompiledPolicy, 'terms' | 'rules'>;

/** What the thread is told; it answers each. */
export type Order =
  | { readonly does: 'load'; readonly module: number; readonly bytes: Uint8Array }
  | { readonly does: 'evaluate'; readonly module: number; readonly question: ModuleQuestion }
  | { readonly does: 'take'; readonly module: number; readonly policy: number; readonly terms: Terms }
  | { readonly does: 'explain'; readonly policy: number; readonly question: Question };

/** @throws PolicyError where the thread hangs or ends; a rule that does not end is an outcome like others */
export type Ask = (question: Question) => Promise<Explanation>;

/** A module that is loaded as it is where it decides. */
export interface LoadedModule {
  evaluate(questions: readonly ModuleQuestion[]): Promise<readonly ModuleAnswer[]>;
  /** Lets it decide under these terms, as the service does. */
  decideBy(terms: Terms): Promise<Ask>;
}

/** A thread of its own to try modules in, one question at a time: whoever checks a pack has other things to do. */
export interface Workbench {
  load(module: Uint8Array): Promise<LoadedModule>;
  close(): Promise<void>;
}

const HEAP_MB = 256;

/** Starts the thread. */
export function openWorkbench(): Workbench {
  const worker = new Worker(new URL('../../dist/check/workbench-thread.js', import.meta.url), {
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });
  // An error is told to whoever asks next.
  worker.on('error', () => undefined);
  const order = <T>(one: Order): Promise<T> => askThread<T>(worker, one);
  const numbers = { module: 0, policy: 0 };
  return {
    load: async (bytes) => {
      const module = (numbers.module += 1);
      await order({ does: 'load', module, bytes });
      return {
        evaluate: async (questions) => {
          const answers: ModuleAnswer[] = [];
          // One at a time: an answer must come before the thread is taken for hung.
          for (const question of questions) answers.push(await order<ModuleAnswer>({ does: 'evaluate', module, question }));
          return answers;
        },
        decideBy: async ({ terms, rules }) => {
          const policy = (numbers.policy += 1);
          await order({ does: 'take', module, policy, terms: { terms, rules } });
          return (question) => order<Explanation>({ does: 'explain', policy, question });
        },
      };
    },
    close: async () => {
      await worker.terminate();
    },
  };
}

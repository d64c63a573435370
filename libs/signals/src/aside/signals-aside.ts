import type { AsyncSignals, Signals } from '@writ/engine';
import { createSignals } from '../create-signals.js';
import { isLong } from './is-long.js';
import { QuestionThread } from '../question-thread.js';

/** One of the signals, and what it is given. */
export interface SignalsQuestion {
  readonly name: keyof Signals;
  readonly given: readonly unknown[];
}

/** One that lives shorter than this, and reads nothing long, does without the thread. */
const START_AFTER_MS = 3_000;

/** Signals with a thread for what takes long. */
export interface SignalsAside extends AsyncSignals {
  close(): Promise<void>;
}

/**
 * The same signals: what is short is read at once, and long texts on a thread, so that whoever brings them holds up nobody else. Where
 * something is read changes nothing about what is found.
 */
export function signalsAside(): SignalsAside {
  const here = createSignals();
  const thread = new QuestionThread<SignalsQuestion, unknown>({
    file: new URL('../../dist/aside/signals-thread.js', import.meta.url),
    name: 'the thread that reads long texts',
    // Whoever brings more long texts than can be read is told to come back.
    mostWaiting: 256,
  });
  const starting = setTimeout(() => {
    thread.start();
  }, START_AFTER_MS).unref();
  const either = <Name extends keyof Signals>(name: Name): AsyncSignals[Name] =>
    // The thread answers as `here` does: it runs the same function.
    ((...given: readonly unknown[]) =>
      isLong(given)
        ? thread.ask({ name, given })
        : (here[name] as (...given: readonly unknown[]) => unknown)(...given)) as AsyncSignals[Name];
  return {
    gather: either('gather'),
    sentenceOf: either('sentenceOf'),
    classifyOutput: either('classifyOutput'),
    readOutput: either('readOutput'),
    inspect: either('inspect'),
    redact: either('redact'),
    readSource: either('readSource'),
    knownTool: either('knownTool'),
    close: async () => {
      clearTimeout(starting);
      await thread.close();
    },
  };
}

import type { AsyncSignals, Signals } from '@writ/engine';
import { createSignals } from '../create-signals.js';
import { isLong } from './is-long.js';
import { SignalsThread } from './thread.js';

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
  const thread = new SignalsThread();
  const either = <Name extends keyof Signals>(name: Name): AsyncSignals[Name] =>
    // The thread answers as `here` does: it runs the same function.
    ((...asked: readonly unknown[]) =>
      isLong(asked) ? thread.ask(name, asked) : (here[name] as (...asked: readonly unknown[]) => unknown)(...asked)) as AsyncSignals[Name];
  return {
    gather: either('gather'),
    sentenceOf: either('sentenceOf'),
    classifyOutput: either('classifyOutput'),
    readOutput: either('readOutput'),
    inspect: either('inspect'),
    redact: either('redact'),
    readSource: either('readSource'),
    knownTool: either('knownTool'),
    close: async () => thread.close(),
  };
}

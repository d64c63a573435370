import { parentPort } from 'node:worker_threads';
import type { Signals } from '@writ/engine';
import { createSignals } from '../create-signals.js';
import type { Answer, Question } from '../question-thread.js';
import type { SignalsQuestion } from './signals-aside.js';

/** All of them as one function of what is asked. */
type Read = (...asked: readonly unknown[]) => unknown;

const port = parentPort;
if (port === null) throw new TypeError('this file runs in a worker thread');
const signals = createSignals() as unknown as Readonly<Record<keyof Signals, Read>>;
port.on('message', (question: Question<SignalsQuestion>) => {
  port.postMessage(answer(question));
});

function answer({ id, asked: { name, given } }: Question<SignalsQuestion>): Answer<unknown> {
  try {
    return { id, said: signals[name](...given) };
  } catch (cause) {
    return { id, error: cause instanceof Error ? cause.message : 'the signals could not be read' };
  }
}

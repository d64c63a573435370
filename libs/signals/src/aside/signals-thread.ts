import { parentPort } from 'node:worker_threads';
import type { Signals } from '@writ/engine';
import { createSignals } from '../create-signals.js';
import type { Answer, Question } from './messages.js';

/** All of them as one function of what is asked. */
type Read = (...asked: readonly unknown[]) => unknown;

const port = parentPort;
if (port === null) throw new TypeError('this file runs in a worker thread');
const signals = createSignals() as unknown as Readonly<Record<keyof Signals, Read>>;
port.on('message', (question: Question) => {
  port.postMessage(answer(question));
});

function answer({ id, name, asked }: Question): Answer {
  try {
    return { id, said: signals[name](...asked) };
  } catch (cause) {
    return { id, error: cause instanceof Error ? cause.message : 'the signals could not be read' };
  }
}

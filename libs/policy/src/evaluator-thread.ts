import { parentPort, workerData } from 'node:worker_threads';
import type { DecisionDraft } from '@writ/engine';
import { DraftComposer } from './draft-composer.js';
import { IDLE } from './thread-messages.js';
import type { BatchMessage, ThreadMessage, ThreadOptions } from './thread-messages.js';

const port = parentPort;
if (port === null) throw new Error('the evaluator thread was started as a program');

const options = workerData as ThreadOptions;
const progress = new Int32Array(options.progress);
const composer = new DraftComposer(options.policy, options.module);
composer.warm();
port.on('message', ({ first, drafts }: BatchMessage) => {
  answer(first, JSON.parse(drafts) as readonly DecisionDraft[]);
  Atomics.store(progress, 0, IDLE);
});
say({ type: 'ready' });

function answer(first: number, drafts: readonly DecisionDraft[]): void {
  try {
    const decisions = drafts.map((draft, index) => {
      Atomics.store(progress, 0, first + index);
      return composer.compose(draft);
    });
    say({ type: 'composed', first, decisions });
  } catch (cause) {
    say({ type: 'refused', first, message: cause instanceof Error ? cause.message : 'an action could not be decided' });
  }
}

function say(message: ThreadMessage): void {
  (port as NonNullable<typeof port>).postMessage(message);
}

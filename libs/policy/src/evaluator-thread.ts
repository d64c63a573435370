import { parentPort, workerData } from 'node:worker_threads';
import { decide } from '@writ/aarm';
import { composeDecision } from '@writ/engine';
import type { ComposedDecision, DecisionDraft } from '@writ/engine';
import { WasmPolicySet } from './policy-set.js';
import { stoppedSet } from './stopped-set.js';
import { IDLE } from './thread-messages.js';
import type { BatchMessage, ThreadMessage, ThreadOptions } from './thread-messages.js';

const port = parentPort;
if (port === null) throw new Error('the evaluator thread was started as a program');

const options = workerData as ThreadOptions;
const progress = new Int32Array(options.progress);
const policy = new WasmPolicySet(options.policy, options.module);
const stopped = stoppedSet(policy, options.overrun);

port.on('message', ({ first, drafts }: BatchMessage) => {
  answer(first, drafts);
  Atomics.store(progress, 0, IDLE);
});
policy.warmUp();
say({ type: 'ready' });

function answer(first: number, drafts: readonly DecisionDraft[]): void {
  const decisions: ComposedDecision[] = [];
  const buffers: ArrayBuffer[] = [];
  try {
    for (const [index, draft] of drafts.entries()) {
      Atomics.store(progress, 0, first + index);
      const { signing_input, ...composed } = compose(draft);
      const own = unpooled(signing_input);
      decisions.push({ ...composed, signing_input: own });
      buffers.push(own.buffer);
    }
  } catch (cause) {
    say({ type: 'refused', first, message: cause instanceof Error ? cause.message : 'an action could not be written down' });
    return;
  }
  say({ type: 'composed', first, decisions }, buffers);
}

function compose(draft: DecisionDraft): ComposedDecision {
  const asked = draft.stopped ? stopped : policy;
  return composeDecision(draft, decide(draft.action, { identity: draft.identity, view: draft.view }, asked), policy.terms);
}

/** Moving a slice of a pool would detach what else is in the pool. */
function unpooled(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength;
  return whole ? new Uint8Array(bytes.buffer) : new Uint8Array(bytes);
}

function say(message: ThreadMessage, transfer: readonly ArrayBuffer[] = []): void {
  (port as NonNullable<typeof port>).postMessage(message, [...transfer]);
}

import { parentPort, workerData } from 'node:worker_threads';
import { composeDecision } from '@writ/engine';
import type { ComposedDecision, DecisionDraft } from '@writ/engine';
import { decideAsked } from './decide-asked.js';
import { WasmPolicySet } from './policy-set.js';
import { sampleDraft, WARM_ROUNDS } from './warm-up.js';
import { stoppedSet } from './stopped-set.js';
import { compileModule } from './wasm-policy.js';
import { IDLE } from './thread-messages.js';
import type { BatchMessage, ThreadMessage, ThreadOptions } from './thread-messages.js';

const port = parentPort;
if (port === null) throw new Error('the evaluator thread was started as a program');

const options = workerData as ThreadOptions;
const progress = new Int32Array(options.progress);
const module = options.module instanceof Uint8Array ? compileModule(options.module) : options.module;
const policy = new WasmPolicySet(options.policy, module);
const stopped = stoppedSet(policy);

port.on('message', ({ first, drafts }: BatchMessage) => {
  answer(first, JSON.parse(drafts) as readonly DecisionDraft[]);
  Atomics.store(progress, 0, IDLE);
});
// Ready means warm: every rule was asked, everything that they read with was used, and a decision was written down.
const sample = sampleDraft(options.policy.rules);
for (let round = 0; round < WARM_ROUNDS; round += 1) {
  policy.evaluate({ ...sample.action }, sample.view, options.policy.rules);
  compose(structuredClone(sample));
}
say({ type: 'ready', module });

function answer(first: number, drafts: readonly DecisionDraft[]): void {
  try {
    const decisions = drafts.map((draft, index) => {
      Atomics.store(progress, 0, first + index);
      return compose(draft);
    });
    say({ type: 'composed', first, decisions });
  } catch (cause) {
    say({ type: 'refused', first, message: cause instanceof Error ? cause.message : 'an action could not be decided' });
  }
}

function compose(draft: DecisionDraft): ComposedDecision {
  const asked = draft.stopped ? stopped : policy;
  return composeDecision(draft, decideAsked(draft, asked), policy.terms);
}

function say(message: ThreadMessage): void {
  (port as NonNullable<typeof port>).postMessage(message);
}

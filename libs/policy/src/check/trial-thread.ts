import { parentPort, workerData } from 'node:worker_threads';
import { WasmPolicySet } from '../policy-set.js';
import { compileModule } from '../wasm-policy.js';
import type { ThreadOptions } from '../thread-messages.js';
import { explain } from './explain.js';
import type { Question } from './explain.js';

const port = parentPort;
if (port === null) throw new Error('the trial thread was started as a program');

const { policy: compiled, module } = workerData as Pick<ThreadOptions, 'policy' | 'module'>;
const policy = new WasmPolicySet(compiled, module instanceof Uint8Array ? compileModule(module) : module);
port.postMessage(null);
port.on('message', (question: Question) => {
  port.postMessage(explain(question, policy));
});

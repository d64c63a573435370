import { parentPort, workerData } from 'node:worker_threads';
import { compileModule } from './wasm-policy.js';

if (parentPort === null) throw new Error('the thread that prepares modules was started as a program');
parentPort.postMessage(compileModule(workerData as Uint8Array));

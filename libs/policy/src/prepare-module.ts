import { Worker } from 'node:worker_threads';
import { evaluatorDown } from './error.js';
import type { Module } from './wasm/webassembly.js';

/**
 * Meters and compiles a module on a thread of its own: it takes a moment in which this one has others to serve.
 *
 * @throws PolicyError `evaluator_down` where it cannot be compiled
 */
export async function prepareModule(bytes: Uint8Array<ArrayBuffer>): Promise<Module> {
  return new Promise((resolve, reject) => {
    const fail = (cause: Error): void => {
      reject(evaluatorDown('the policy cannot be compiled here', cause));
    };
    const worker = new Worker(new URL('../dist/prepare-thread.js', import.meta.url), { workerData: bytes, execArgv: [] });
    worker.once('message', resolve);
    worker.once('error', fail);
    // After its message this changes nothing any more.
    worker.once('exit', () => {
      fail(new Error('its thread ended'));
    });
  });
}

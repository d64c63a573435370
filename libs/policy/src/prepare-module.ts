import { Worker } from 'node:worker_threads';
import type { Module } from './wasm/webassembly.js';

/** Meters and compiles a module on a thread of its own: it takes a moment in which this one has others to serve. */
export async function prepareModule(bytes: Uint8Array<ArrayBuffer>): Promise<Module> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('../dist/prepare-thread.js', import.meta.url), { workerData: bytes, execArgv: [] });
    worker.once('message', resolve);
    worker.once('error', reject);
    // After its message this changes nothing any more.
    worker.once('exit', () => {
      reject(new Error('the thread ended before the module was compiled'));
    });
  });
}

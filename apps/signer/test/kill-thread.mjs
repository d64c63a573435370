/** Kills the signing thread in mid-batch and prints what its callers see; run by `key-file.test.ts`. */
import { chmodSync } from 'node:fs';
import { signingInput } from '@writ/receipt';
import { startSignerThread } from '../dist/index.js';

const [, , keyFile] = process.argv;
const threads = [];
process.on('worker', (thread) => threads.push(thread));
const signer = await startSignerThread({ keyFile });
const input = signingInput(signer.protected, '{}');
const told = (batch) => batch.then(({ length }) => String(length)).catch(({ code }) => code);

const lost = told(signer.sign(Array.from({ length: 5000 }, () => input)));
// Once the batch is on its way to the thread.
await Promise.resolve().then(() => Promise.resolve());
await threads[0].terminate();
console.log(`batch: ${await lost}`);
chmodSync(keyFile, 0o644);
console.log(`key readable by others: ${await told(signer.sign([input]))}`);
chmodSync(keyFile, 0o600);
console.log(`again: ${(await Promise.all([told(signer.sign([input])), told(signer.sign([input]))])).join(' ')}`);
console.log(`threads: ${threads.length}`);
await signer.close();

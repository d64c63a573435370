import { parentPort, workerData } from 'node:worker_threads';
import { protectedHeader } from '@writ/receipt';
import { openKeyFile } from './key-file.js';
import { recordActiveKey } from './key-history.js';
import { signBatch } from './sign-batch.js';
import { SignerError } from './signer.js';
import type { BatchMessage, ThreadMessage, ThreadOptions } from './thread-messages.js';

/** The signing thread: the private key is read here and never leaves. */
const answer = (message: ThreadMessage): void => parentPort?.postMessage(message);

try {
  serve(workerData as ThreadOptions);
} catch (error) {
  answer({ type: 'failed', code: error instanceof SignerError ? error.code : 'signer_down', message: messageOf(error) });
}

function serve({ keyFile, kid, seal }: ThreadOptions): void {
  const key = openKeyFile(keyFile, seal);
  if (kid !== null && kid !== key.kid) throw new SignerError('key_file', `\`${keyFile}\` holds key \`${key.kid}\`, not \`${kid}\``);
  const keys = recordActiveKey(keyFile, key, { now: Date.now(), seal });
  const signing = { protected: protectedHeader(key.kid), privateKey: key.privateKey };
  parentPort?.on('message', (batch: BatchMessage) => {
    try {
      answer({ type: 'signed', id: batch.id, signatures: signBatch(split(batch), signing) });
    } catch (error) {
      answer({ type: 'refused', id: batch.id, code: error instanceof SignerError ? error.code : 'signer_down', message: messageOf(error) });
    }
  });
  answer({ type: 'ready', kid: key.kid, protected: signing.protected, keys });
}

function split({ lengths, bytes }: BatchMessage): readonly Uint8Array[] {
  let offset = 0;
  return lengths.map((length) => bytes.subarray(offset, (offset += length)));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

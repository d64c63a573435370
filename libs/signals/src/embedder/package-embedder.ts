import type { Embedder } from '@writ/engine';
import { QuestionThread } from '../question-thread.js';

/**
 * The Universal Sentence Encoder (lite) with its weights in the package, in a thread of its own: about 20 ms a text, 31 MB on
 * disk, 100 MB of memory. It starts with the first text; one that breaks down is started again with the next.
 */
export function packageEmbedder(): Embedder {
  const thread = new QuestionThread<readonly string[], readonly Float32Array[]>({
    file: new URL('../../dist/embedder/embedder-thread.js', import.meta.url),
    name: 'the embedder',
    // A busier model answers too late anyway.
    mostWaiting: 64,
  });
  return { model: 'use-lite-en/0.2.0', embed: async (texts) => thread.ask(texts), close: async () => thread.close() };
}

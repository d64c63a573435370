import type { Embedder } from '@writ/engine';
import { httpEmbedder } from './http-embedder.js';
import { packageEmbedder } from './package-embedder.js';

/** The embedder that a configuration names: `off`, `package`, or the address of a server. */
export function openEmbedder({
  from,
  model,
  budgetMs,
}: {
  readonly from: string;
  readonly model: string;
  readonly budgetMs: number;
}): Embedder | null {
  if (from === 'off') return null;
  // An answer that comes late is still remembered for the session's next action.
  return from === 'package' ? packageEmbedder() : httpEmbedder({ url: from, model, timeoutMs: Math.max(1000, budgetMs) });
}

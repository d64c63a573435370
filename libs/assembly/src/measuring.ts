import type { EngineOptions } from '@writ/engine';
import type { Closable, Config } from '@writ/server';
import { createSignals, openEmbedder } from '@writ/signals';

/** The signals of an engine, and what measures distances for them: one place, so that no process leaves a part of it out. */
export function measuringOf(
  { embedder: settings }: Pick<Config, 'embedder'>,
  later: (part: Closable) => unknown,
): Pick<EngineOptions, 'signals' | 'embedder' | 'distanceBudgetMs'> {
  const embedder = openEmbedder(settings);
  if (embedder !== null) later(embedder);
  return { signals: createSignals(), embedder, distanceBudgetMs: settings.budgetMs };
}

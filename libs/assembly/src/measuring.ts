import type { EngineOptions } from '@writ/engine';
import type { Closable, Config } from '@writ/server';
import { openEmbedder, signalsAside } from '@writ/signals';

/** The signals of an engine, and what measures distances for them: one place, so that no process leaves a part of it out. */
export function measuringOf(
  { embedder: settings }: Pick<Config, 'embedder'>,
  later: (part: Closable) => unknown,
): Pick<EngineOptions, 'signals' | 'embedder' | 'distanceBudgetMs'> {
  const embedder = openEmbedder(settings);
  if (embedder !== null) later(embedder);
  const signals = signalsAside();
  later(signals);
  return { signals, embedder, distanceBudgetMs: settings.budgetMs };
}

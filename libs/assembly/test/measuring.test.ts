import { describe, expect, it } from '@jest/globals';
import { readConfig } from '@writ/server';
import { measuringOf } from '../src/index.js';

const opened = (env: Readonly<Record<string, string>>) => {
  const parts: { close(): Promise<void> }[] = [];
  return { measuring: measuringOf(readConfig(env), (part) => parts.push(part)), parts };
};

describe('what measures distances', () => {
  it('is nothing as it comes: there are signals to close, and no model', async () => {
    const { measuring, parts } = opened({});
    expect([measuring.embedder, parts]).toEqual([null, [measuring.signals]]);
    await Promise.all(parts.map(async (part) => part.close()));
  });

  it('is the model in the package where that is asked for, and is closed with the rest', async () => {
    const { measuring, parts } = opened({ WRIT_EMBEDDER: 'package', WRIT_EMBEDDER_BUDGET_MS: '80' });
    expect([measuring.embedder?.model, measuring.distanceBudgetMs]).toEqual(['use-lite-en/0.2.0', 80]);
    expect((await measuring.embedder?.embed(['read the report']))?.[0]).toHaveLength(512);
    await Promise.all(parts.map(async (part) => part.close()));
    expect(parts).toEqual([measuring.embedder, measuring.signals]);
  }, 20_000);

  it('is a server of one’s own by its address', () => {
    const { measuring } = opened({ WRIT_EMBEDDER: 'http://127.0.0.1:8080/v1/embeddings', WRIT_EMBEDDER_MODEL: 'mine' });
    expect(measuring.embedder?.model).toBe('mine');
    expect(() => opened({ WRIT_EMBEDDER: 'somewhere' })).toThrow(/WRIT_EMBEDDER/u);
  });
});

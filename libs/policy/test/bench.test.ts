import { expect, it } from '@jest/globals';
import { openBench } from '../src/check/bench.js';

it('says at once, and ever after, that the thread of a bench has ended', async () => {
  const bench = openBench();
  try {
    for (let asked = 0; asked < 2; asked += 1)
      await expect(bench.load(Uint8Array.of(1, 2, 3))).rejects.toMatchObject({ code: 'evaluator_down' });
  } finally {
    await bench.close();
  }
});

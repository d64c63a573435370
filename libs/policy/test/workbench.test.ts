import { expect, it } from '@jest/globals';
import { openWorkbench } from '../src/check/workbench.js';

it('says at once, and ever after, that the thread of a workbench has ended', async () => {
  const workbench = openWorkbench();
  try {
    for (let asked = 0; asked < 2; asked += 1)
      await expect(workbench.load(Uint8Array.of(1, 2, 3))).rejects.toMatchObject({ code: 'evaluator_down' });
  } finally {
    await workbench.close();
  }
});

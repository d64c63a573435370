/** `npm test`: prepare the clone, then everything that CI checks. */
import { check } from './check.mjs';
import { prepare } from './bootstrap/prepare.mjs';
import { stoppable } from './bootstrap/stoppable.mjs';

process.exitCode = await stoppable(async (signal) => {
  const { opa } = await prepare(signal, { tests: true });
  return await check({ opa, signal });
});

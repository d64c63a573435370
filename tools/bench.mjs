/** `npm run bench [-- --json FILE] [--quick]` and `npm run bench:neighbour [-- --quick]`: prepare the clone and what is measured beside it, then measure. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { prepare } from './bootstrap/prepare.mjs';
import { runQuietly } from './bootstrap/run.mjs';
import { step } from './bootstrap/step.mjs';
import { stoppable } from './bootstrap/stoppable.mjs';

const folder = fileURLToPath(new URL('./bench/', import.meta.url));

process.exitCode = await stoppable(async (signal) => {
  const { opa } = await prepare(signal);
  await step({
    title: 'cerbos',
    isDone: () => existsSync(`${folder}node_modules/@cerbos/api`),
    run: () => runQuietly({ program: 'npm', args: ['install', '--no-save', '--prefix', folder], signal }),
  });
  const [program = 'main', ...args] = process.argv.slice(2);
  const child = spawn(process.execPath, [`${folder}src/${program}.mjs`, ...args], {
    stdio: 'inherit',
    env: { ...process.env, WRIT_OPA: opa },
    signal,
  });
  return await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
});

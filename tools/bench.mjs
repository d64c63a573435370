/** `npm run bench [-- --json FILE] [--quick]`: prepare the clone and the benchmark's own dependencies, then measure. */
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
  const args = [`${folder}src/main.mjs`, ...process.argv.slice(2)];
  const child = spawn(process.execPath, args, { stdio: 'inherit', env: { ...process.env, WRIT_OPA: opa }, signal });
  return await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
});

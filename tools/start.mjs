/**
 * `npm start`: prepare the clone, then become `writ up --proof`. The command line runs in this very process, so signals reach
 * it and its exit status is ours.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { prepare } from './bootstrap/prepare.mjs';
import { ROOT } from './bootstrap/run.mjs';
import { stoppable } from './bootstrap/stoppable.mjs';

const PARENT_CHECK_MS = 500;

stopWithNpm();
const { opa } = await stoppable(prepare);
process.chdir(ROOT);
process.env.WRIT_OPA = opa;
const program = join(ROOT, 'apps/writ/bin/writ.mjs');
if (!existsSync(program)) {
  console.error(`\`${program}\` is missing`);
  process.exit(1);
}
process.argv = [process.argv[0] ?? process.execPath, program, 'up', '--proof', ...process.argv.slice(2)];
await import(pathToFileURL(program).href);

/** npm that is killed leaves its scripts behind; a server nobody can see any more must not stay. */
function stopWithNpm() {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM');
  }, PARENT_CHECK_MS).unref();
}

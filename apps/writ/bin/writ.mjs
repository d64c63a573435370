#!/usr/bin/env node
// The hook comes first and alone: a coding agent waits for it at every tool call.
const [command, ...rest] = process.argv.slice(2);
const { existsSync } = await import('node:fs');
const bundle = new URL('../dist/hook.mjs', import.meta.url);
if (command === 'hook' && !rest.includes('--help') && !rest.includes('-h') && rest.length > 0) {
  process.argv.splice(2, 1);
  await import(existsSync(bundle) ? bundle : new URL('../dist/hook/entry.js', import.meta.url));
} else if (existsSync(new URL('../dist/main.js', import.meta.url))) {
  const { main } = await import('../dist/main.js');
  await main(process.argv.slice(2));
} else {
  process.stderr.write('writ is not built yet; run `npm start` (or `npm run build`) once\n');
  process.exitCode = 2;
}

/**
 * `npm run test:node -- <major> [suites]`: runs suites on another Node than the one that is installed, taken from the npm registry.
 *
 *   npm run test:node -- 24 libs/receipt
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { ROOT, runQuietly } from './bootstrap/run.mjs';
import { stoppable } from './bootstrap/stoppable.mjs';
import { getOpa } from './get-opa/get-opa.mjs';

process.exitCode = await stoppable(async (signal) => {
  const [major = '', ...suites] = process.argv.slice(2);
  if (!/^\d\d$/.test(major)) throw new Error('say which Node: `npm run test:node -- 24`, and after it the suites, if not all');
  const node = await getNode(major, signal);
  const opa = await getOpa({ report: console.error, signal });
  return await runSuites({ node, opa, suites, signal });
});

/** The program of a Node of that major version: the package of this platform has it inside, so nothing is run to install it. */
async function getNode(major, signal) {
  // As the package `node` names them.
  const name = `node${process.platform === 'darwin' && process.arch === 'arm64' ? '-bin' : ''}-${process.platform}-${process.arch}`;
  const folder = join(ROOT, 'node_modules/.cache/writ', `node-${major}`);
  const manifest = join(folder, 'node_modules', name, 'package.json');
  if (!existsSync(manifest)) {
    console.error(`  node     installing ${name}@${major}`);
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    const args = ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', '--no-package-lock', `${name}@${major}`];
    await runQuietly({ program: npm, args, signal });
  }
  return join(dirname(manifest), JSON.parse(readFileSync(manifest, 'utf8')).bin.node);
}

function runSuites({ node, opa, suites, signal }) {
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const args = [...flags, join(ROOT, 'node_modules/jest/bin/jest.js'), '--maxWorkers=2', ...suites];
  return new Promise((resolve, reject) => {
    const child = spawn(node, args, {
      cwd: ROOT,
      stdio: 'inherit',
      // A test that starts `node` by name gets the same one.
      env: { ...process.env, WRIT_OPA: opa, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}` },
      signal,
    });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}

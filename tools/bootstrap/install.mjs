import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, runQuietly } from './run.mjs';

/**
 * npm writes what it installed into `node_modules/.package-lock.json`, last of all; comparing that with the lockfile tells an
 * interrupted or outdated installation from a complete one, however it was made.
 */
export function isInstalled() {
  const wanted = packagesOf(join(ROOT, 'package-lock.json'));
  const present = packagesOf(join(ROOT, 'node_modules/.package-lock.json'));
  if (wanted === null || present === null) return false;
  return Object.entries(wanted).every(([path, entry]) => isPresent(path, entry, present[path]));
}

function isPresent(path, wanted, present) {
  // Workspaces and the root are source, npm only links them; a package for another platform is left out by npm.
  if (wanted.link === true) return existsSync(join(ROOT, path));
  if (!path.includes('node_modules/')) return true;
  if (present === undefined) return wanted.optional === true || wanted.peer === true || wanted.devOptional === true;
  return present.version === wanted.version && present.integrity === wanted.integrity;
}

function packagesOf(path) {
  if (!existsSync(path)) return null;
  return JSON.parse(readFileSync(path, 'utf8')).packages;
}

const NPM = process.platform === 'win32' ? 'npm.cmd' : 'npm';
const QUIET = ['--no-audit', '--no-fund'];

export async function install({ report, signal }) {
  report('npm ci (about a minute on a fresh clone)');
  try {
    await runQuietly({ program: NPM, args: ['ci', ...QUIET], signal });
  } catch (error) {
    // `npm ci` wants every platform's optional package in the lockfile and ends before it touches anything. A registry that
    // does not carry them all makes that impossible; `--no-save` installs the locked versions and leaves the lockfile alone.
    if (!String(error).includes('EUSAGE') || signal.aborted) throw error;
    report('the lockfile lacks packages of other platforms, installing the locked versions without them');
    await runQuietly({ program: NPM, args: ['install', '--no-save', ...QUIET], signal });
  }
}

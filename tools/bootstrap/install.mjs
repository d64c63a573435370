import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, runQuietly } from './run.mjs';

const LOCKFILE = join(ROOT, 'package-lock.json');
/** npm writes what it installed into this file, last of all. */
const INSTALLED = join(ROOT, 'node_modules/.package-lock.json');

/**
 * Comparing what npm wrote with the lockfile tells an interrupted or outdated installation from a complete one, however it was
 * made. `tests` asks for the packages that only checks and tests use as well.
 *
 * @param {{ tests: boolean }} need
 */
export function isInstalled({ tests }) {
  const wanted = packagesOf(LOCKFILE);
  const present = packagesOf(INSTALLED);
  if (wanted === null || present === null) return false;
  return Object.entries(wanted)
    .filter(([, entry]) => tests || entry.dev !== true)
    .every(([path, entry]) => isPresent(path, entry, present[path]));
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

/** Installs what running takes, and what tests take where they are asked for or were here before. */
export async function install({ report, signal, tests }) {
  const present = packagesOf(INSTALLED);
  const everything = tests || Object.values(present ?? {}).some(({ dev }) => dev === true);
  const which = [...(everything ? [] : ['--omit=dev']), ...QUIET];
  // `npm ci` begins by deleting everything: right for what an interrupted run left, a waste where a part is only missing.
  if (present !== null) return npmInstall({ report, signal, which });
  report(`npm ci${everything ? '' : ', without what only tests need'}`);
  try {
    await runQuietly({ program: NPM, args: ['ci', ...which], signal });
  } catch (error) {
    // `npm ci` wants every platform's optional package in the lockfile and ends before it touches anything, and not every
    // registry has them all.
    if (!String(error).includes('EUSAGE') || signal.aborted) throw error;
    await npmInstall({ report, signal, which });
  }
}

/** Installs the locked versions and leaves the lockfile alone. */
async function npmInstall({ report, signal, which }) {
  report('npm install, by the lockfile');
  await runQuietly({ program: NPM, args: ['install', '--no-save', ...which], signal });
}

#!/usr/bin/env node
/**
 * Finds or makes the `opa` program: WRIT_OPA, PATH, our cache, the pinned release, or built from its source with Go. Needs nothing but Node.
 *
 *   node tools/get-opa/get-opa.mjs      prints the path
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, chmod, constants, mkdir, mkdtemp, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildOpa } from './build-opa.mjs';
import { OPA_ASSETS, OPA_VERSION } from './pin.mjs';

const EXE = process.platform === 'win32' ? 'opa.exe' : 'opa';
/** A closed network must fall through fast; a slow one may take its time once it answers. */
const CONNECT_MS = 4_000;
const DOWNLOAD_MS = 180_000;

/**
 * @param {{ env?: Readonly<Record<string, string | undefined>>, report?: (line: string) => void, signal?: AbortSignal }} [options]
 * @returns {Promise<string>} absolute path of an `opa` of at least the pinned major.minor
 */
export async function getOpa({ env = process.env, report = () => {}, signal } = {}) {
  const named = await fromVariable(env);
  if (named !== null) return named;
  const found = (await fromPath(env, report)) ?? (await fromCache(env));
  if (found !== null) return found;
  const failures = [];
  for (const make of [download, buildOpa]) {
    try {
      return await intoCache(env, (target) => make({ target, env, report, signal }));
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
      report(`opa: ${failures.at(-1)}`);
    }
  }
  throw new Error(
    `no \`opa\` ${OPA_VERSION} or newer could be found or made: ${failures.join('; ')}; put one on PATH or name it in \`WRIT_OPA\``,
  );
}

/** A path that somebody wrote down is used or refused, never silently replaced. */
async function fromVariable(env) {
  const named = env.WRIT_OPA;
  if (named === undefined || named === '') return null;
  const version = await versionOf(named);
  if (version === null) throw new Error(`\`WRIT_OPA\` names \`${named}\`, which does not run as \`opa version\``);
  if (!isEnough(version)) throw new Error(`\`WRIT_OPA\` names opa \`${version}\`, at least \`${floor()}\` is needed`);
  return await realpath(named);
}

async function fromPath(env, report) {
  for (const folder of (env.PATH ?? '').split(delimiter).filter((entry) => entry !== '')) {
    const candidate = join(folder, EXE);
    if (!(await isExecutable(candidate))) continue;
    const version = await versionOf(candidate);
    if (version !== null && isEnough(version)) return candidate;
    report(`opa: passing over ${candidate} (${version ?? 'it does not run'}), at least ${floor()} is needed`);
  }
  return null;
}

/** What is in the cache was verified before it was moved there, so its presence is enough. */
async function fromCache(env) {
  for (const root of cacheRoots(env)) {
    const candidate = join(root, `opa-${OPA_VERSION}`, EXE);
    if (await isExecutable(candidate)) return candidate;
  }
  return null;
}

/** Kept between clones of one user; a home that cannot be written (a container, a CI user) falls back to the clone. */
function cacheRoots(env) {
  const own = env.XDG_CACHE_HOME ?? join(env.HOME ?? homedir(), '.cache');
  return [join(own, 'writ'), fileURLToPath(new URL('../../.cache/writ', import.meta.url))];
}

async function intoCache(env, make) {
  const root = await firstWritable(cacheRoots(env));
  const work = await mkdtemp(join(root, 'making-opa-'));
  try {
    const made = join(work, EXE);
    await make(made);
    await chmod(made, 0o755);
    const version = await versionOf(made);
    if (version === null || !isEnough(version)) throw new Error(`the opa that was made reports version \`${version}\``);
    const target = join(root, `opa-${OPA_VERSION}`, EXE);
    await mkdir(dirname(target), { recursive: true });
    // A crash before this line leaves a `making-opa-*` folder and no half program; the rename is atomic within the folder.
    await rename(made, target);
    return target;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function firstWritable(roots) {
  for (const root of roots) {
    try {
      await mkdir(root, { recursive: true });
      await access(root, constants.W_OK);
      return root;
    } catch {
      // The next one; the last is inside the clone, which a build has to be able to write.
    }
  }
  throw new Error(`no cache folder can be written: \`${roots.join('`, `')}\``);
}

async function download({ target, report }) {
  const asset = OPA_ASSETS[`${process.platform}-${process.arch}`];
  if (asset === undefined) throw new Error(`no pinned release for \`${process.platform}-${process.arch}\``);
  const url = `https://github.com/open-policy-agent/opa/releases/download/v${OPA_VERSION}/${asset.name}`;
  report(`opa: downloading ${OPA_VERSION}`);
  const bytes = await fetchBytes(url);
  const digest = createHash('sha256').update(bytes).digest('hex');
  if (digest !== asset.sha256) throw new Error(`the downloaded \`${asset.name}\` has sha256 \`${digest}\`, pinned is \`${asset.sha256}\``);
  await writeFile(target, bytes, { mode: 0o755 });
}

async function fetchBytes(url) {
  const control = new AbortController();
  const connect = setTimeout(() => control.abort(), CONNECT_MS);
  const total = setTimeout(() => control.abort(), DOWNLOAD_MS);
  try {
    const response = await fetch(url, { signal: control.signal });
    clearTimeout(connect);
    if (!response.ok) throw new Error(`status ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  } catch (error) {
    throw new Error(`the release could not be downloaded (${error.cause?.code ?? error.message})`, { cause: error });
  } finally {
    clearTimeout(connect);
    clearTimeout(total);
  }
}

/** @returns {Promise<string | null>} `1.18.2`, or null when it does not run as opa */
function versionOf(program) {
  return new Promise((resolve) => {
    execFile(program, ['version'], { timeout: 20_000 }, (error, out) => {
      resolve(error === null ? (/^Version:\s*(\d+\.\d+\.\d+)/m.exec(out)?.[1] ?? null) : null);
    });
  });
}

/** @param {string} version */
export function isEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [pinMajor = 0, pinMinor = 0] = OPA_VERSION.split('.').map(Number);
  // Another major may speak another WASM ABI.
  return major === pinMajor && minor >= pinMinor;
}

const floor = () => OPA_VERSION.split('.').slice(0, 2).join('.');
const isExecutable = (path) => can(path, constants.X_OK);
const can = (path, mode) =>
  access(path, mode).then(
    () => true,
    () => false,
  );

const isMain = process.argv[1] !== undefined && (await realpath(process.argv[1]).catch(() => '')) === fileURLToPath(import.meta.url);
if (isMain) console.log(await getOpa({ report: (line) => console.error(line) }));

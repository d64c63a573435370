/**
 * Builds `opa` from its pinned source with Go, without the server: Writ asks it to check, compile, format and test Rego, and
 * the server with its plugins is more than half of what there would be to compile. Everything else is the source as released.
 */
import { spawn } from 'node:child_process';
import { access, copyFile, constants, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OPA_SOURCE_SUM, OPA_VERSION } from './pin.mjs';

const GO_MS = 30 * 60_000;
const TELL_MS = 15_000;
const INSTEAD = fileURLToPath(new URL('instead', import.meta.url));
/** Whole folders that nothing is compiled from. */
const ASIDE = new Set(['docs', 'build', 'testdata', 'cmd/internal/exec']);
/** Commands that need the server or that Writ never asks for, and what {@link INSTEAD} has another file for. */
const LEFT_OUT = new Set(
  ['bench', 'commands', 'deps', 'exec', 'internal/env/env', 'oracle', 'refactor', 'run', 'version'].map((name) => `cmd/${name}.go`),
);

/**
 * @param {{ target: string, env: Readonly<Record<string, string | undefined>>, report: (line: string) => void, signal?: AbortSignal }} options
 *   `target` is the program to write
 */
export async function buildOpa({ target, env, report, signal }) {
  const work = await mkdtemp(join(tmpdir(), 'writ-go-'));
  const started = Date.now();
  report(`opa: building ${OPA_VERSION} with Go (one to two minutes, once)`);
  const ticker = setInterval(() => report(`opa: still building, ${Math.round((Date.now() - started) / 1000)} s`), TELL_MS);
  try {
    const go = { env: await goEnvironment(env, work), signal };
    const source = await fetchSource(go);
    const folder = join(work, 'opa');
    await copyFolder(source, folder);
    await copyFolder(INSTEAD, folder);
    await runGo(['build', '-trimpath', '-buildvcs=false', '-ldflags=-s -w', '-o', target, '.'], { ...go, cwd: folder });
  } finally {
    clearInterval(ticker);
    // Go writes its module cache read-only; only ours, made when the home cannot be written, is inside `work`.
    await rm(work, { recursive: true, force: true }).catch(() => report(`opa: could not remove ${work}`));
  }
}

/** The folder of the released source. Its own `go.sum` then holds every module that it is built with to its bytes. */
async function fetchSource(go) {
  const name = `github.com/open-policy-agent/opa@v${OPA_VERSION}`;
  const { Dir, Sum } = JSON.parse(await runGo(['mod', 'download', '-json', name], { ...go, cwd: tmpdir() }));
  if (Sum !== OPA_SOURCE_SUM) throw new Error(`the source of \`${name}\` has the sum \`${Sum}\`, pinned is \`${OPA_SOURCE_SUM}\``);
  return Dir;
}

/** File by file: Go's folders are read-only, and a copy that kept that could not be added to. */
async function copyFolder(from, to, at = '') {
  await mkdir(join(to, at), { recursive: true });
  for (const entry of await readdir(join(from, at), { withFileTypes: true })) {
    const path = at === '' ? entry.name : `${at}/${entry.name}`;
    if (entry.isDirectory() && !ASIDE.has(path)) await copyFolder(from, to, path);
    else if (entry.isFile() && isNeeded(path, from)) await copyFile(join(from, path), join(to, path));
  }
}

const isNeeded = (path, from) => from === INSTEAD || !(path.endsWith('_test.go') || LEFT_OUT.has(path));

/** The program must run here and stand alone, whatever the caller's Go is set to cross-compile or vendor. */
async function goEnvironment(env, work) {
  const flags = (env.GOFLAGS ?? '').split(/\s+/).filter((flag) => flag !== '' && !flag.startsWith('-mod='));
  const homeless = !(await isWritable(env.HOME ?? homedir()));
  return {
    ...env,
    GOOS: '',
    GOARCH: '',
    GOWORK: 'off',
    CGO_ENABLED: '0',
    GOTOOLCHAIN: env.GOTOOLCHAIN ?? 'auto',
    GOFLAGS: [...flags, ...(homeless ? ['-modcacherw'] : [])].join(' '),
    ...(homeless ? { GOPATH: join(work, 'path'), GOCACHE: join(work, 'cache') } : {}),
  };
}

const isWritable = (path) =>
  access(path, constants.W_OK).then(
    () => true,
    () => false,
  );

/** @returns {Promise<string>} what it printed */
function runGo(args, { env, cwd, signal }) {
  return new Promise((resolve, reject) => {
    const go = spawn('go', args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'], timeout: GO_MS, signal });
    let [printed, complaint] = ['', ''];
    go.stdout.on('data', (chunk) => (printed += chunk));
    go.stderr.on('data', (chunk) => (complaint = (complaint + chunk).slice(-2_000)));
    go.on('error', (error) => reject(new Error(`\`go\` did not start (${error.code ?? error.message})`)));
    go.on('close', (code, killedBy) => {
      if (code === 0) resolve(printed);
      else reject(new Error(`\`go ${args[0]}\` ended with ${code ?? killedBy}: ${lastLines(complaint)}`));
    });
  });
}

const lastLines = (text) => text.trim().split('\n').slice(-3).join(' / ');

import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { shellBlocks } from '../runnable.mjs';

/** Every shell block of the documentation runs, from the root of the repository, the blocks of one file in order in one shell. */
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const BLOCK_MS = 60_000;
const DONE = '@@block-done@@';

function markdownFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return markdownFiles(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

const AT_ROOT = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'AGENTS.md']
  .map((file) => join(ROOT, file))
  .filter((file) => existsSync(file));
const FILES = [...AT_ROOT, ...(existsSync(join(ROOT, 'docs')) ? markdownFiles(join(ROOT, 'docs')) : [])];
const DOCUMENTS = FILES.map((path) => ({
  name: relative(ROOT, path),
  blocks: shellBlocks(readFileSync(path, 'utf8')),
})).filter(({ blocks }) => blocks.some(({ runs }) => runs));

/** One shell; after each block it prints a mark, so that a hang or a failure is blamed on the block that caused it. */
function script(texts: readonly string[]): string {
  return ['set -eu', ...texts.flatMap((text) => [text, `printf '\\n%s\\n' '${DONE}'`])].join('\n');
}

function runInShell(texts: readonly string[], home: string): Promise<{ finished: number; code: number | null; output: string }> {
  return new Promise((resolve) => {
    // Detached: a block may leave a server behind, the whole group is ended afterwards.
    const shell = spawn('bash', ['-c', script(texts)], {
      cwd: ROOT,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_OPTIONS: '', WRIT_HOME: join(home, '.writ'), TMPDIR: home },
    });
    let output = '';
    const end = (): void => {
      try {
        if (shell.pid !== undefined) process.kill(-shell.pid, 'SIGTERM');
      } catch {
        // The group has ended by itself.
      }
    };
    const timer = setTimeout(end, BLOCK_MS * texts.length);
    shell.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    shell.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    shell.on('exit', (code) => {
      clearTimeout(timer);
      end();
      setTimeout(() => {
        resolve({ finished: output.split(DONE).length - 1, code, output });
      }, 50);
    });
  });
}

describe('shellBlocks', () => {
  it('tells blocks that run from blocks that are shown', () => {
    const blocks = shellBlocks('a\n```sh\nnpm test\n```\n```sh no-run\nrm x\n```\n```json\n{}\n```\n');
    expect(blocks.map(({ line, text, runs }) => ({ line, text, runs }))).toEqual([
      { line: 2, text: 'npm test', runs: true },
      { line: 5, text: 'rm x', runs: false },
    ]);
  });

  it.each(['```bash\nx\n```', '```sh maybe\nx\n```', '```sh\nx\n'])('refuses %j', (markdown) => {
    expect(() => shellBlocks(markdown)).toThrow(/line 1|line/);
  });
});

describe('a document that a reader follows', () => {
  it('blames the block that fails', async () => {
    const home = await mkdtemp(join(tmpdir(), 'writ-docs-'));
    const { finished, code } = await runInShell(['A=1; test -f package.json', 'test "$A" = 2', 'true'], home);
    await rm(home, { recursive: true, force: true });
    expect({ finished, code }).toEqual({ finished: 1, code: 1 });
  });

  it.each(DOCUMENTS)(
    'works: $name',
    async ({ name, blocks }) => {
      const running = blocks.filter(({ runs }) => runs);
      const home = await mkdtemp(join(tmpdir(), 'writ-docs-'));
      const texts = running.map(({ text }) => text);
      const { finished, code, output } = await runInShell(texts, home);
      await rm(home, { recursive: true, force: true });
      const failed = running[finished];
      const blame = failed === undefined ? '' : `${name}:${String(failed.line)}\n${failed.text}\n--\n${output.slice(-2_000)}`;
      expect({ blame, code }).toEqual({ blame: '', code: 0 });
    },
    600_000,
  );

  it('shows without running only here and there', () => {
    const all = FILES.flatMap((path) => shellBlocks(readFileSync(path, 'utf8')));
    const shown = all.filter(({ runs }) => !runs).length;
    expect(shown).toBeLessThanOrEqual(Math.max(5, all.length / 2));
  });
});

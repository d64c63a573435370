import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HOOK, PROGRAM, runNode } from './run-program.js';

/** The packages and projects whose files a program loads: V8 lists every script where it counts coverage. */
async function loadedBy(program: string, args: readonly string[], stdin = ''): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'writ-loaded-'));
  try {
    await runNode(program, args, stdin, { ...process.env, NODE_V8_COVERAGE: folder });
    const urls = readdirSync(folder).flatMap((name) => {
      const { result } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as { readonly result: readonly { readonly url: string }[] };
      return result.map(({ url }) => url).filter((url) => url.startsWith('file:'));
    });
    const names = urls.map(
      (url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//u.exec(url)?.[1] ?? /\/((?:libs|apps)\/[^/]+)\//u.exec(url)?.[1],
    );
    return [...new Set(names.map((name) => name ?? 'unknown'))].sort();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('what is loaded', () => {
  it('for the hook, which an agent waits for at every tool call, is the enforcement client', async () => {
    const loaded = await loadedBy(HOOK, ['claude-code', '--config', '/nonexistent'], '{"hook_event_name":"PreToolUse"}');
    // Of the specification it takes how texts are shown, and not its schemas.
    expect(loaded).toEqual(['apps/writ', 'libs/aarm', 'libs/pep', 'libs/receipt']);
  });

  it.each([[['--help']], [['sessions', '--help']], [['console', '--help']], [['up', '--help']], [['demo', '--help']]])(
    'for %j is no framework, no database and no engine',
    async (args) => {
      const loaded = await loadedBy(PROGRAM, args);
      expect(loaded).toEqual(expect.arrayContaining(['apps/writ', 'libs/server']));
      expect(loaded.filter((name) => !['apps/writ', 'libs/aarm', 'libs/pep', 'libs/receipt', 'libs/server', 'zod'].includes(name))).toEqual(
        [],
      );
    },
  );
});

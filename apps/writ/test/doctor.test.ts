import { afterAll, describe, expect, it } from '@jest/globals';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROGRAM, runNode } from './run-program.js';

const folder = mkdtempSync(join(tmpdir(), 'writ-doctor-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('writ doctor', () => {
  it.each([
    [0o700, 'ok'],
    // What `writ up` sets as root, whose database runs as somebody else.
    [0o711, 'ok'],
    [0o755, 'fail'],
    [0o722, 'fail'],
  ])(
    'a data folder of mode %i is %s',
    async (mode, state) => {
      chmodSync(folder, mode);
      const run = await runNode(PROGRAM, ['doctor', '--data', folder, '--project', folder, '--json']);
      const { checks } = JSON.parse(run.stdout) as { readonly checks: readonly { readonly name: string; readonly state: string }[] };
      expect(checks.find(({ name }) => name === 'data')).toMatchObject({ state });
      expect(checks.find(({ name }) => name === 'hook')?.state).not.toBe('fail');
    },
    20_000,
  );
});

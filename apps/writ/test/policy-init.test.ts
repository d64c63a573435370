import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shellBlocks } from '../../../tools/docs/runnable.mjs';
import { PROGRAM, runNode } from './run-program.js';
import type { Run } from './run-program.js';

const guide = readFileSync(new URL('../../../docs/policy-guide.md', import.meta.url), 'utf8');
const writ = (...args: readonly string[]): Promise<Run> => runNode(PROGRAM, ['policy', ...args]);

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'writ-init-'));
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

describe('writ policy init', () => {
  it('begins with a rule about files where that is asked for, which passes alone and is the one that the guide shows', async () => {
    const folder = join(root, 'house-rules');
    const made = await writ('init', folder, '--sample', 'files');
    expect(made.stdout).toContain(`explain ${folder}/cases/files.yaml --case "the file stays as it is"`);
    const check = await writ('check', folder, '--strict');
    expect({ code: check.code, last: check.stdout.trimEnd().split('\n').at(-1) }).toEqual({
      code: 0,
      last: 'passed: nothing to complain of',
    });
    const explained = await writ('explain', `${folder}/cases/files.yaml`, '--case', 'the file stays as it is', '--pack', folder);
    expect(explained.stdout).toMatch(/^DENY .*\n+why .*\nby +house-rules\/keep_files$/mu);
    expect(guide).toContain(`\`\`\`rego\n${readFileSync(join(folder, 'rules/keep_files.rego'), 'utf8')}\`\`\``);
  }, 60_000);

  it('refuses a sample that is none, and makes nothing', async () => {
    const folder = join(root, 'other');
    const made = await writ('init', folder, '--sample', 'poems');
    expect({ code: made.code, stderr: made.stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('no sample `poems`') });
    expect(existsSync(folder)).toBe(false);
  });

  it('leads to an active rule in ten minutes of typing, at 200 characters a minute', () => {
    const typed = shellBlocks(guide.slice(0, guide.indexOf('## What a pack holds')));
    expect(typed.map(({ text }) => text.length).reduce((sum, length) => sum + length, 0)).toBeLessThan(2000);
  });
});

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const page = readFileSync(`${root}docs/verify.md`, 'utf8');
const block = (language: string): string => {
  const found = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(page)?.[1];
  if (found === undefined) throw new Error(`no \`${language}\` block`);
  return found;
};

describe('the blocks of docs/verify.md run as printed', () => {
  it.each([
    ['sh', 'sh', ['-s'], 'Verified OK'],
    ['js', process.execPath, ['--input-type=module', '-'], 'valid MODIFY'],
  ])('%s', (language, command, args, expected) => {
    const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, input: block(language), encoding: 'utf8' });
    expect({ status, stderr, stdout: stdout.trim() }).toEqual({ status: 0, stderr: '', stdout: expected });
  });
});

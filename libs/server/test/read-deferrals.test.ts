import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConfigError } from '../src/config.js';
import { readDeferrals } from '../src/read-deferrals.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'writ-deferrals-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const file = (text: string): string => {
  const path = join(folder, 'deferrals.yaml');
  writeFileSync(path, text);
  return path;
};
const refusal = (path: string): string => {
  try {
    readDeferrals(path);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
  }
  return 'it was read';
};

describe('the file of `WRIT_DEFERRALS`', () => {
  it('is YAML, or JSON, or left out', () => {
    expect(readDeferrals(file('attempts: 2\nescalate: false\n'))).toMatchObject({ attempts: 2, escalate: false, cascade_depth: 3 });
    expect(readDeferrals(file('{"cascade_depth": 1}'))).toMatchObject({ attempts: 5, cascade_depth: 1 });
    expect(readDeferrals(file(''))).toEqual(readDeferrals(undefined));
  });

  it('may say what the documentation says', () => {
    const page = readFileSync(new URL('../../../docs/deferrals.md', import.meta.url), 'utf8');
    const [, example = ''] = /```yaml\n([\s\S]+?)```/u.exec(page) ?? [];
    expect(readDeferrals(file(example))).toMatchObject({
      resolvers: [{ kind: 'post' }, { kind: 'opa' }],
      confirmations: [{}],
      constraints: [{}],
    });
  });

  it.each([
    ['attempts: -1', '`attempts`'],
    ['resolvers: [{ name: a, url: "ftp://x", provides: [x] }]', '`resolvers.0.url` is wrong; use an http or https URL'],
    ['attempts: [', 'is not YAML'],
    ['retries: 3', 'the file is wrong'],
    ['- a', 'the file is wrong'],
  ])('that says %s is refused by name and place', (text, told) => {
    const path = file(text);
    expect(refusal(path)).toContain(told);
    expect(refusal(path)).toContain(path);
  });

  it('that is not there is refused by its name', () => {
    expect(refusal(join(folder, 'none.yaml'))).toContain('none.yaml`, which cannot be read');
  });
});

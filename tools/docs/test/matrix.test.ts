import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { provedBy, rowsOf, withProofs } from '../matrix.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const page = readFileSync(join(root, 'docs/aarm-matrix.md'), 'utf8');
const proved = provedBy(root);
const rows = rowsOf(page);

describe('the AARM matrix', () => {
  it('has a row for each item of policy, decision and what settles it', () => {
    for (let item = 33; item <= 95; item += 1) expect([...rows.keys()]).toContain(item);
  });

  it.each([...rows])('names the tests of item %i; `npm run matrix` writes them', (item, where) => {
    expect(where.length).toBeGreaterThan(0);
    expect(where).toEqual(proved.get(item));
  });

  it('has a row for each numbered test', () => {
    expect([...proved.keys()].filter((item) => !rows.has(item))).toEqual([]);
  });

  it('is written from what there is', () => {
    const written = withProofs('| 1 | MUST | this | `old` |\n| 2 | MAY | no row | x |\n', new Map([[1, ['a.test.ts', 'b.yaml']]]));
    expect(written).toBe('| 1 | MUST | this | `a.test.ts`, `b.yaml` |\n| 2 | MAY | no row | x |\n');
    expect(rowsOf(written)).toEqual(new Map([[1, ['a.test.ts', 'b.yaml']]]));
  });
});

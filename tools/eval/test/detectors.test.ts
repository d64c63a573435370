import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { detect, findingsIn, KINDS_BY_LABEL } from '@writ/signals';
import { measure, measurePrograms } from '../detectors.mjs';

const rows = measure(findingsIn) as readonly {
  readonly kind: string;
  readonly precision: number;
  readonly recall: number | null;
  readonly made: number;
}[];
const page = readFileSync(new URL('../../../docs/detectors.md', import.meta.url), 'utf8');

describe('the detectors, on generated values and on what looks like them', () => {
  it.each(rows.map(({ kind, precision, recall }) => [kind, precision, recall] as const))('hold for %s', (_, precision, recall) => {
    expect(precision).toBeGreaterThanOrEqual(0.98);
    expect(recall ?? 1).toBeGreaterThanOrEqual(0.98);
  });

  it('tell programs from other texts', () => {
    const { precision, recall } = measurePrograms(detect) as { readonly precision: number; readonly recall: number };
    expect(precision).toBeGreaterThanOrEqual(0.95);
    expect(recall).toBeGreaterThanOrEqual(0.95);
  });

  it('are published as measured', () => {
    for (const { kind, precision, recall } of rows) {
      const row = new RegExp(`^\\| \`${kind}\` +\\| +${precision.toFixed(3)} +\\| +${(recall ?? 0).toFixed(3)} +\\|`, 'mu');
      expect([kind, row.test(page)]).toEqual([kind, true]);
    }
  });

  it('are all on the page, measured or not', () => {
    const kinds = Object.values(KINDS_BY_LABEL).flat();
    expect(kinds.filter((kind) => !page.includes(`\`${kind}\``))).toEqual([]);
  });

  it('are all measured', () => {
    const measured = new Set(rows.filter(({ made }) => made > 0).map(({ kind }) => kind));
    expect(
      Object.values(KINDS_BY_LABEL)
        .flat()
        .filter((kind) => !measured.has(kind)),
    ).toEqual([]);
  });
});

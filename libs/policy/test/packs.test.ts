import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { checkPacks, resolveOpa } from '../src/index.js';
import { effectOf } from './packs.js';

const root = fileURLToPath(new URL('../../../policies', import.meta.url));
const packs = readdirSync(root).filter((name) => existsSync(join(root, name, 'pack.yaml')));

/** Every pack that comes with Writ passes its own check alone: opa's tests, golden cases, what the tests show of each rule. */
describe.each(packs)('the pack %s', (pack) => {
  it('passes everything that is asked before a pack is published', async () => {
    const report = await checkPacks({ packs: [join(root, pack)], opa: await resolveOpa(), strictConflicts: true, effectOf });
    expect({ findings: report.findings, ok: report.ok }).toEqual({ findings: [], ok: true });
    expect(report.intent.satisfied).toBe(true);
  }, 240_000);

  if (pack === 'baseline') return;
  it('interrupts none of its everyday cases, as many as its README says', () => {
    const everyday = parse(readFileSync(join(root, pack, 'cases/everyday.yaml'), 'utf8')) as readonly { expected: { result: string } }[];
    expect(new Set(everyday.map(({ expected }) => expected.result))).toEqual(new Set(['ALLOW']));
    const readme = readFileSync(join(root, pack, 'README.md'), 'utf8').replaceAll(/\s+/gu, ' ');
    expect(readme).toMatch(new RegExp(`[Oo]f (the|its) ${everyday.length.toString()} (everyday |harmless )?cases`, 'u'));
  });
});

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { checkPacks, compilePacks, contextOfCase, openTrial, readCases, resolveOpa } from '../src/index.js';
import { effectOf, remove, temporaryFolder } from './packs.js';

const root = fileURLToPath(new URL('../../../policies', import.meta.url));
const others = readdirSync(root).filter((name) => existsSync(join(root, name, 'pack.yaml')) && !['baseline', 'aarm-smoke'].includes(name));

/** What baseline promises and a pack beside it changes on purpose, by the name of the golden case. */
const MEANT: Readonly<Record<string, readonly string[]>> = {
  'coding-agent': ['git push origin main: ALLOW → STEP_UP by coding-agent/approve_push_to_protected'],
  payments: [
    'a large payment: STEP_UP → DENY by payments/deny_over_day_budget',
    'a negative payment: STEP_UP → DENY by payments/deny_over_day_budget',
  ],
};

describe.each(others)('baseline with %s', (pack) => {
  it('keeps every golden decision of baseline but those that the pack is there to change', async () => {
    expect(await flipsOfBaseline(pack)).toEqual(MEANT[pack] ?? []);
  }, 300_000);
});

/** The golden decisions of baseline that come out otherwise once a pack is active beside it. */
async function flipsOfBaseline(pack: string): Promise<readonly string[]> {
  const folders = [join(root, 'baseline'), join(root, pack)];
  const out = await temporaryFolder();
  const compiled = await compilePacks({ packs: folders, opa: await resolveOpa(), outDir: out });
  const trial = await openTrial(compiled);
  try {
    const cases = await readCases(join(root, 'baseline'), 'baseline');
    expect(cases.length).toBeGreaterThan(300);
    const flips: string[] = [];
    for (const { golden } of cases) {
      const { name, action, context, expected } = golden;
      const { verdict } = await trial.ask({ action, view: contextOfCase(action, compiled.terms, context) });
      if (verdict.result !== expected.result) flips.push(`${name}: ${expected.result} → ${verdict.result} by ${verdict.policy_id}`);
    }
    return flips;
  } finally {
    await trial.close();
    await remove(out);
  }
}

describe('all packs together', () => {
  it('do not contradict each other, and change of what each says alone only what is meant', async () => {
    const folders = ['baseline', ...others].map((name) => join(root, name));
    const report = await checkPacks({ packs: folders, opa: await resolveOpa(), strictConflicts: true, effectOf });
    expect(report.findings).toEqual([]);
    expect(report.differences.map(({ name, alone, together, by }) => `${name}: ${alone} → ${together} by ${by}`)).toEqual([
      'a large payment: STEP_UP → DENY by payments/deny_over_day_budget',
      'a negative payment: STEP_UP → DENY by payments/deny_over_day_budget',
      'git push origin main: ALLOW → STEP_UP by coding-agent/approve_push_to_protected',
      'rights that the user asked to give: ALLOW → STEP_UP by cloud-infrastructure/approve_rights',
    ]);
  }, 900_000);
});

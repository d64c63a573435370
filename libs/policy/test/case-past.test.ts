import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkPacks } from '../src/check/check-packs.js';
import { contextOfCase, readCases } from '../src/check/golden.js';
import { resolveOpa } from '../src/opa.js';
import { effectOf, manifest, remove, rule, temporaryFolder, writePack } from './packs.js';

let root: string;
beforeAll(async () => {
  root = await temporaryFolder();
});
afterAll(() => remove(root));

const TRACKERS = ['paid', 'asked'].map((id) => ({ id, applies_to: [{ effect: 'pay' as const }], when: 'executed' as const }));
const catalogue = { tools: [], trackers: { digest: 'd', list: TRACKERS } };
const action = { tool: 'payments', operation: 'transfer', parameters: {} };
const NOTHING = {
  count: 0,
  sum: 0,
  last_s_ago: null,
  within: { count: 0, sum: 0 },
  same: { count: 0, sum: 0, last_s_ago: null },
};

describe('the past of a golden case', () => {
  it.each([
    ['no word of it is a session in which nothing happened', {}, { tracked: { paid: NOTHING, asked: NOTHING } }],
    [
      'a case tells what differs',
      { tracked: { paid: { count: 1, within: { count: 1 } } } },
      { tracked: { paid: { ...NOTHING, count: 1, within: { count: 1, sum: 0 } }, asked: NOTHING } },
    ],
    [
      'a sum that is not known stays in',
      { tracked: { paid: { within: { sum: null } } } },
      { tracked: { paid: { ...NOTHING, within: { count: 0, sum: null } }, asked: NOTHING } },
    ],
    ['null takes a tracker away', { tracked: { paid: null } }, { tracked: { asked: NOTHING } }],
  ])('%s', (_, context, expected) => {
    expect(contextOfCase(action, catalogue, context)).toMatchObject(expected);
  });

  it('null takes all of it away, and a tracker is gone that was taken away', () => {
    expect(contextOfCase(action, catalogue, { tracked: null })).not.toHaveProperty('tracked');
    expect(contextOfCase(action, catalogue, { tracked: { paid: null } })['tracked']).not.toHaveProperty('paid');
  });

  it('a tracker that the pack does not declare is warned of', async () => {
    const cases =
      '- name: a slip\n  action: {tool: mail, operation: run}\n  context: {tracked: {paid: {count: 1}, payd: {count: 1}}}\n  expected: {result: DENY}\n';
    const folder = await writePack(root, 'p', {
      ...rule({ id: 'x', body: 'outcome := {"reason": "r"} if input.action.tool == "mail"' }),
      'pack.yaml': manifest('p', 'trackers: [{ id: paid, applies_to: [{ effect: pay }] }]\n'),
      'cases/c.yaml': cases,
    });
    expect(await readCases(folder, 'p')).toHaveLength(1);
    const { findings } = await checkPacks({ packs: [folder], opa: await resolveOpa(), effectOf });
    expect(findings.filter(({ code }) => code === 'case_field_unknown')).toMatchObject([
      { severity: 'warning', file: 'p/cases/c.yaml', line: 1, what: expect.stringContaining('`tracked.payd`') },
    ]);
  });
});

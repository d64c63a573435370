import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ContextView, JsonObject, PolicySet, RuleOutcome } from '@writ/aarm';
import { loadPolicySet } from '../src/policy-set.js';
import { compile, remove, rule, temporaryFolder } from './packs.js';
import type { PackFiles } from './packs.js';

/** A rule for the tool of the same name, so that each can be asked alone. */
const about = (id: string, body: string, custom = ''): PackFiles =>
  rule({ id, body, custom, class: 'context_dependent_deny', appliesTo: `{tool: ${id}}, {tool: faults}` });
const says = (id: string, value: string): PackFiles => about(id, `outcome := ${value} if true`);

const AMOUNT = 'parameters: {amount: {type: number, optional: true}}';
const FAULTS: Readonly<Record<string, PackFiles>> = {
  a_string: says('a_string', '"no"'),
  a_set: about('a_set', 'outcome contains "no"'),
  a_false: says('a_false', 'false'),
  no_reason: says('no_reason', '{"because": "x"}'),
  empty_reason: says('empty_reason', '{"reason": ""}'),
  long_reason: says('long_reason', '{"reason": concat("", [x | some _ in numbers.range(1, 2000); x := "a"])}'),
  extra_member: says('extra_member', '{"reason": "x", "result": "ALLOW"}'),
  odd_edit: says('odd_edit', '{"reason": "x", "modifications": [{"op": "raise", "path": ["a"], "value": 1}]}'),
  conflict: about(
    'conflict',
    'outcome := {"reason": "a"} if input.action.parameters.amount > 0\noutcome := {"reason": "b"} if input.action.parameters.amount > 1',
    AMOUNT,
  ),
  too_large: about(
    'too_large',
    'outcome := {"reason": "x"} if count([[a, b] | some a in numbers.range(1, 9000); some b in numbers.range(1, 9000)]) > 0',
  ),
};

let root: string;
let policy: PolicySet;

beforeAll(async () => {
  root = await temporaryFolder();
  const compiled = await compile(root, {
    p: {
      'tools.yaml': '- {tool: "shop_*", effect: pay}\n- {tool: shop_list, effect: read}\n',
      ...Object.assign({}, ...Object.values(FAULTS)),
      ...about('level', 'outcome := {"reason": "restricted"} if input.context.level == "RESTRICTED"'),
      ...about('window', 'outcome := {"reason": "closed"} if not input.context.facts.window'),
      ...says(
        'edits',
        '{"reason": "x", "modifications": [{"op": "cap", "path": ["a"], "value": 1}], "approvers": ["ops"], "timeout_s": 5}',
      ),
      ...rule({ id: 'by_effect', appliesTo: '{effect: pay}', body: 'outcome := {"reason": "pays"} if true' }),
      ...rule({ id: 'unknown', appliesTo: '{effect: unknown}', body: 'outcome := {"reason": "who"} if true' }),
      ...rule({
        id: 'by_glob',
        appliesTo: '{tool: "db_*", operation: "drop*"}, {tool: db_main}',
        body: 'outcome := {"reason": "glob"} if true',
      }),
    },
  });
  policy = await loadPolicySet(compiled);
}, 60_000);
afterAll(() => remove(root));

const action = (tool: string, operation = 'run', parameters: JsonObject = {}) => ({ tool, operation, parameters });
const applicable = (tool: string, operation?: string): readonly string[] =>
  policy
    .applicable(action(tool, operation))
    .map(({ id }) => id)
    .sort();

function ask(tool: string, context: ContextView = {}, parameters: JsonObject = {}): readonly RuleOutcome[] {
  const asked = action(tool, 'run', parameters);
  return policy.evaluate(
    asked,
    context,
    policy.applicable(asked).filter(({ id }) => id !== 'unknown'),
  );
}

describe('a rule that calls itself an entrypoint', () => {
  it('is asked like every other', async () => {
    const files = rule({ id: 'x', body: '# METADATA\n# entrypoint: true\noutcome := {"reason": "r"} if true' });
    const set = await loadPolicySet(await compile(`${root}/entrypoint`, { a: files }));
    const asked = action('mail');
    expect(set.evaluate(asked, {}, set.applicable(asked))).toEqual([{ rule: 'x', kind: 'spoke', voice: { reason: 'r' } }]);
  });
});

describe('applicability', () => {
  it('goes by tool, operation and the effect of the most specific declaration', () => {
    expect(applicable('shop_cart')).toEqual(['by_effect']);
    expect(applicable('shop_list')).toEqual([]);
    expect(applicable('level')).toEqual(['level', 'unknown']);
    expect(applicable('db_1', 'drop_all')).toEqual(['by_glob', 'unknown']);
    expect(applicable('db_1', 'read')).toEqual(['unknown']);
    expect(applicable('db_main', 'drop')).toEqual(['by_glob', 'unknown']);
    expect(applicable('db_main', 'read')).toEqual(['by_glob', 'unknown']);
  });

  it('does not mix up names whose join is the same', () => {
    expect(applicable('leve', 'l')).toEqual(['unknown']);
    expect(applicable('level', '')).toEqual(['level', 'unknown']);
    expect(applicable('__proto__', 'constructor')).toEqual(['unknown']);
  });

  it('stays bounded under names that are made up', () => {
    for (let i = 0; i < 10_000; i += 1) expect(policy.applicable(action(`made_up_${i}`))).toHaveLength(1);
    expect(applicable('level')).toEqual(['level', 'unknown']);
  });
});

describe('evaluation', () => {
  it('gives silence or a voice', () => {
    expect(ask('level', { level: 'PUBLIC' })).toEqual([{ rule: 'level', kind: 'silent' }]);
    expect(ask('level', { level: 'RESTRICTED' })).toEqual([{ rule: 'level', kind: 'spoke', voice: { reason: 'restricted' } }]);
    expect(policy.evaluate(action('x'), {}, [])).toEqual([]);
  });

  it('passes on facts, and nothing of a context that has none', () => {
    expect(ask('window', { facts: { window: true, other: 1 } })).toEqual([{ rule: 'window', kind: 'silent' }]);
    expect(ask('window', { facts: [] as never })).toMatchObject([{ kind: 'spoke' }]);
  });

  it('passes on edits, approvers and deadlines', () => {
    const voice = { reason: 'x', modifications: [{ op: 'cap', path: ['a'], value: 1 }], approvers: ['ops'], timeout_s: 5 };
    expect(ask('edits')).toEqual([{ rule: 'edits', kind: 'spoke', voice }]);
  });

  it('keeps its pages over a hundred thousand evaluations', () => {
    const before = process.memoryUsage().rss;
    for (let i = 0; i < 100_000; i += 1) {
      const [outcome] = ask('level', { level: i % 2 === 0 ? 'PUBLIC' : 'RESTRICTED' }, { text: 'x'.repeat(i % 2000) });
      if (outcome?.kind !== (i % 2 === 0 ? 'silent' : 'spoke')) throw new Error(`evaluation ${i} gave \`${outcome?.kind ?? 'nothing'}\``);
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
  }, 60_000);
});

describe('a rule that fails', () => {
  it.each(Object.keys(FAULTS))('is an error and never silence: %s', (id) => {
    expect(ask(id, {}, { amount: 2 })).toMatchObject([{ rule: id, kind: 'error', error: expect.stringMatching(/./u) }]);
    expect(ask('level', { level: 'RESTRICTED' })).toMatchObject([{ kind: 'spoke' }]);
  });

  it('costs the others nothing', () => {
    const outcomes = ask('faults', { level: 'RESTRICTED' }, { amount: 2 });
    const kinds = Object.fromEntries(outcomes.map(({ rule: id, kind }) => [id, kind]));
    for (const id of Object.keys(FAULTS)) expect(kinds[id]).toBe('error');
    expect(kinds).toMatchObject({ level: 'spoke', window: 'spoke', edits: 'spoke' });
  });

  it('survives input that is larger than the memory', () => {
    const outcomes = ask('level', { level: 'PUBLIC' }, { text: 'x'.repeat(70 * 1024 * 1024) });
    expect(outcomes).toMatchObject([{ kind: 'error' }]);
    expect(ask('level', { level: 'PUBLIC' })).toMatchObject([{ kind: 'silent' }]);
  });
});

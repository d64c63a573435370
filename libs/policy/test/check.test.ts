import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Effect } from '@writ/aarm';
import { checkPacks } from '../src/check/check-packs.js';
import { globsMeet } from '../src/check/overlap.js';
import type { CheckReport, FindingCode } from '../src/check/report.js';
import { unpack } from '../src/check/unpack.js';
import { resolveOpa } from '../src/opa.js';
import { effectOf, manifest, remove, rule, temporaryFolder, writePack } from './packs.js';
import type { PackFiles, RuleText } from './packs.js';

let root: string;
let opa: string;
beforeAll(async () => {
  root = await temporaryFolder();
  opa = await resolveOpa();
});
afterAll(() => remove(root));

const check = (packs: readonly string[], strictConflicts = false): Promise<CheckReport> =>
  checkPacks({ packs, opa, strictConflicts, effectOf });

/** Tests that make a rule `id` about `mail.run` speak at `to: "x"` and keep it silent otherwise. */
const tests = (id: string, more = ''): string =>
  `package writ.rules.${id}_test

import data.writ.rules.${id}

mail(to) := {"action": {"tool": "mail", "operation": "run", "parameters": {"to": to}}, "context": {"level": "PUBLIC", "alignment": 0.5}}

test_speaks if ${id}.outcome with input as mail("x")

test_is_silent if not ${id}.outcome with input as mail("y")
${more}`;

/** A rule that says something of mail to `x`, and nothing that a check would complain of. */
const sound = (more: Partial<RuleText> = {}): PackFiles => {
  const id = more.id ?? 'x';
  const body = 'outcome := {"reason": "r"} if input.action.parameters.to == "x"';
  return { ...rule({ id, body, custom: 'parameters: {to: {type: string}}', ...more }), [`rules/${id}_test.rego`]: tests(id) };
};

const CASES = '- name: to x\n  action: {tool: mail, operation: run, parameters: {to: x}}\n  expected: {result: DENY}\n';
const bytes = (count: number): string => `# ${'x'.repeat(count - 3)}\n`;
const LOOP = ['all := numbers.range(1, 3000)', 'some a in all', 'some b in all', 'some c in all', 'a == b', 'c == -3'];
const ENDLESS = `count([1 | ${LOOP.join('; ')}])`;
const HUNGRY = 'count([[i, j] | some i in numbers.range(1, 30000); some j in numbers.range(1, 30000)])';

interface Bad {
  readonly name: string;
  readonly files: PackFiles;
  readonly code: FindingCode;
  readonly file: string;
  readonly line: number | null;
  readonly what: RegExp;
  readonly strict?: boolean;
}

const BAD: readonly Bad[] = [
  {
    name: 'a syntax error',
    files: sound({ body: 'outcome := {"reason": ' }),
    code: 'rego_invalid',
    file: 'p/rules/x.rego',
    line: 14,
    what: /unexpected|rego_parse_error|non-terminated|illegal/u,
  },
  {
    name: 'an unknown builtin',
    files: sound({ body: 'outcome := {"reason": "r"} if http.send({}).status_code == 200' }),
    code: 'rego_invalid',
    file: 'p/rules/x.rego',
    line: 13,
    what: /http\.send/u,
  },
  {
    name: 'missing metadata',
    files: { ...sound(), 'rules/x.rego': 'package writ.rules.x\n\noutcome := {"reason": "r"} if input.action.parameters.to == "x"\n' },
    code: 'metadata_invalid',
    file: 'p/rules/x.rego',
    line: 1,
    what: /no metadata/u,
  },
  {
    name: 'metadata without a class',
    files: { ...sound(), 'rules/x.rego': (sound()['rules/x.rego'] ?? '').replace('#   class: standard_deny\n', '') },
    code: 'metadata_invalid',
    file: 'p/rules/x.rego',
    line: 9,
    what: /custom\.class/u,
  },
  {
    name: 'a context field that does not exist',
    files: sound({ body: 'outcome := {"reason": "r"} if input.context.mood == "bad"' }),
    code: 'read_refused',
    file: 'p/rules/x.rego',
    line: 13,
    what: /`mood`, which no context has/u,
  },
  {
    name: 'a forbidden rule that reads the context',
    files: sound({ class: 'forbidden', body: 'outcome := {"reason": "r"} if input.context.level == "PUBLIC"' }),
    code: 'read_refused',
    file: 'p/rules/x.rego',
    line: 10,
    what: /forbidden rule reads `level`/u,
  },
  {
    name: 'a clash',
    files: { ...sound(), ...sound({ id: 'y', result: 'STEP_UP' }) },
    code: 'clash',
    file: 'p/rules/x.rego',
    line: 10,
    what: /`p\/x` says DENY and `p\/y` says STEP_UP, both at priority 500/u,
    strict: true,
  },
  {
    name: 'a library of more than 1 MiB',
    files: { ...sound(), 'lib/data.rego': bytes((1 << 20) + 1) },
    code: 'pack_too_large',
    file: 'p/lib/data.rego',
    line: null,
    what: /1\.0 MiB, at most 1 MiB/u,
  },
  {
    name: 'a file of 10 MB',
    files: { ...sound(), 'cases/large.yaml': bytes(10_000_000) },
    code: 'pack_too_large',
    file: 'p/cases/large.yaml',
    line: null,
    what: /9\.5 MiB/u,
  },
  {
    name: 'more than 8 MiB in all',
    files: { ...sound(), ...Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`lib/data${i}.rego`, bytes(1 << 20)])) },
    code: 'pack_too_large',
    file: 'p',
    line: null,
    what: /larger than 8 MiB/u,
  },
  {
    name: 'more than 500 files',
    files: { ...sound(), ...Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`cases/c${i}.yaml`, '[]'])) },
    code: 'pack_too_large',
    file: 'p',
    line: null,
    what: /more than 500 files/u,
  },
  {
    name: 'an endless comprehension in a test',
    files: { ...sound(), 'rules/x_test.rego': tests('x', `\ntest_endless if ${ENDLESS} > 0\n`) },
    code: 'test_stopped',
    file: 'p/rules/x_test.rego',
    line: 11,
    what: /`writ\.rules\.x_test\.test_endless` does not end/u,
  },
  {
    name: 'an endless rule',
    files: {
      ...sound({ body: `outcome := {"reason": "r"} if {\n\tinput.action.parameters.to == "x"\n\t${LOOP.join('\n\t')}\n}` }),
      'cases/c.yaml': CASES,
    },
    code: 'case_failed',
    file: 'p/cases/c.yaml',
    line: 1,
    what: /used up its budget/u,
  },
  {
    name: 'a comprehension in a rule that takes all memory',
    files: {
      ...sound({ body: `outcome := {"reason": "r"} if {\n\tinput.action.parameters.to == "x"\n\t${HUNGRY} > 0\n}` }),
      'cases/c.yaml': CASES,
    },
    code: 'case_failed',
    file: 'p/cases/c.yaml',
    line: 1,
    what: /rule `x` failed/u,
  },
  {
    name: 'an archive',
    files: { ...sound(), 'more.zip': 'PK' },
    code: 'pack_unsafe',
    file: 'p/more.zip',
    line: null,
    what: /archives are not read/u,
  },
  {
    name: 'aliases that multiply',
    files: {
      ...sound(),
      'tools.yaml': `- &a [x, x, x, x, x, x, x, x, x, x]\n- &b [${'*a, '.repeat(10)}*a]\n- &c [${'*b, '.repeat(10)}*b]\n- [${'*c, '.repeat(10)}*c]\n`,
    },
    code: 'tools_invalid',
    file: 'p/tools.yaml',
    line: null,
    what: /aliases/u,
  },
  {
    name: 'a rule that no test makes speak',
    files: {
      ...sound(),
      'rules/x_test.rego': tests('x').replace('test_speaks if x.outcome', 'test_speaks if not x.outcome').replace('mail("x")', 'mail("z")'),
    },
    code: 'never_speaks',
    file: 'p/rules/x.rego',
    line: 10,
    what: /makes `x` speak/u,
  },
  {
    name: 'a rule that no test keeps silent',
    files: { ...sound(), 'rules/x_test.rego': tests('x').replace('test_is_silent if not x.outcome with input as mail("y")', '') },
    code: 'never_silent',
    file: 'p/rules/x.rego',
    line: 10,
    what: /keeps `x` silent/u,
  },
  {
    name: 'a test that fails',
    files: { ...sound(), 'rules/x_test.rego': tests('x', '\ntest_wrong if x.outcome with input as mail("z")\n') },
    code: 'test_failed',
    file: 'p/rules/x_test.rego',
    line: 11,
    what: /test_wrong` fails/u,
  },
  {
    name: 'a voice that is none',
    files: sound({ body: 'outcome := {"reasons": "r"} if input.action.parameters.to == "x"' }),
    code: 'voice_refused',
    file: 'p/rules/x.rego',
    line: 10,
    what: /says what no rule may/u,
  },
  {
    name: 'a golden case that is decided otherwise',
    files: { ...sound(), 'cases/c.yaml': CASES.replace('DENY', 'ALLOW') },
    code: 'case_failed',
    file: 'p/cases/c.yaml',
    line: 1,
    what: /result is `DENY`, not `ALLOW`/u,
  },
  {
    name: 'a golden case with an unknown member',
    files: { ...sound(), 'cases/c.yaml': `${CASES}${CASES.replace('expected', 'expects')}` },
    code: 'case_invalid',
    file: 'p/cases/c.yaml',
    line: 4,
    what: /expected|expects/u,
  },
];

describe('a golden case about a tool that nobody declared', () => {
  it('is decided with what the service infers of it', async () => {
    const files = {
      'pack.yaml': manifest('p', 'posture: {result: ALLOW}\n'),
      ...sound({ appliesTo: '{effect: delete}' }),
      'cases/c.yaml':
        '- name: inferred\n  action: {tool: vault, operation: purge, parameters: {to: x}}\n  expected: {result: DENY, rule: p/x}\n',
    };
    const folder = await writePack(join(root, 'inferred'), 'p', files);
    const failed = async (effect: Effect): Promise<number> => {
      const { findings } = await checkPacks({ packs: [folder], opa, effectOf: () => effect });
      return findings.filter(({ code }) => code === 'case_failed').length;
    };
    expect([await failed('delete'), await failed('unknown')]).toEqual([0, 1]);
  }, 30_000);
});

describe('a bad pack is refused with file, line and remedy', () => {
  it.each(BAD.map((bad) => [bad.name, bad] as const))(
    '%s',
    async (name, { files, code, file, line, what, strict }) => {
      const folder = await writePack(join(root, name.replaceAll(/\W/gu, '-')), 'p', files);
      const report = await check([folder], strict);
      const finding = report.findings.find((one) => one.code === code);
      expect(report.ok).toBe(false);
      expect(finding).toMatchObject({ severity: 'error', code, file, line, what: expect.stringMatching(what) });
      expect(finding?.remedy).not.toBe('');
      // What is reported can be sent: nothing is lost in JSON.
      expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    },
    30_000,
  );

  it.each([
    ['a file', 'lib/facts.rego', 'p/lib/facts.rego'],
    ['a folder', 'sessions', 'p/sessions'],
  ])('a link to %s', async (name, path, file) => {
    const folder = await writePack(join(root, `link-${name}`), 'p', { ...sound(), 'lib/keep.rego': 'package writ.lib.keep\n' });
    await symlink('/etc/passwd', join(folder, path));
    const { ok, findings } = await check([folder]);
    expect({ ok, findings }).toMatchObject({
      ok: false,
      findings: [{ code: 'pack_unsafe', file, what: expect.stringContaining('link') }],
    });
  });

  it('an archive in place of a pack, and a folder that is not there', async () => {
    const archive = join(root, 'bomb.zip');
    await writeFile(archive, Buffer.from('UEsDBAoAAAAAAA==', 'base64'));
    const { ok, findings, policy } = await check([archive, join(root, 'nowhere')]);
    expect({ ok, policy, codes: findings.map(({ code }) => code) }).toEqual({
      ok: false,
      policy: null,
      codes: ['pack_unsafe', 'pack_unreadable'],
    });
  });

  it('many cases that an endless rule decides: after a few no more is tried', async () => {
    const endless = sound({ body: `outcome := {"reason": "r"} if {\n\tinput.action.parameters.to == "x"\n\t${LOOP.join('\n\t')}\n}` });
    const cases = Array.from({ length: 200 }, (_, i) => CASES.replace('to x', `to x ${i}`)).join('');
    const { findings } = await check([await writePack(join(root, 'many'), 'p', { ...endless, 'cases/c.yaml': cases })]);
    const failed = findings.filter(({ code }) => code === 'case_failed').map(({ what }) => what);
    expect(failed.filter((what) => what.includes('it used up its budget'))).toHaveLength(20);
    expect(failed.filter((what) => what.includes('it was not tried'))).toHaveLength(180);
  }, 40_000);

  it('several at once: each is told of', async () => {
    const bad = { ...sound({ id: 'a', custom: 'priority: 1001\nparameters: {to: {type: string}}' }), ...sound({ id: 'b', class: 'odd' }) };
    const { findings } = await check([await writePack(join(root, 'several'), 'p', { ...bad, ...sound({ id: 'c' }) })]);
    expect(findings.filter(({ severity }) => severity === 'error').map(({ code, file }) => `${code} ${file}`)).toEqual([
      'rule_priority p/rules/a.rego',
      'metadata_invalid p/rules/b.rego',
    ]);
  });

  it.each([
    ['../../etc/cron.d/x', 'x'],
    ['/etc/passwd', 'x'],
    ['rules/../../x.rego', 'x'],
    ['rules\\..\\x.rego', 'x'],
    ['rules/x.rego\n.yaml', 'x'],
    ['rules/sub/x.rego', 'x'],
    ['lib/large.rego', 'x'.repeat((1 << 20) + 1)],
  ])('%s, sent as part of a pack, is written nowhere', async (path, text) => {
    const folder = join(root, 'unpacked');
    await mkdir(folder, { recursive: true });
    const files = [
      { path: 'pack.yaml', text: manifest('p') },
      { path, text },
    ];
    await expect(unpack(folder, files)).rejects.toMatchObject({ code: 'pack_unsafe', file: path });
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('a sound pack', () => {
  it('passes, with what is known of its rules', async () => {
    const body = 'outcome := {"reason": "r"} if {\n\tinput.action.parameters.to == "x"\n\tinput.context.alignment < 0.8\n}';
    const folder = await writePack(join(root, 'sound'), 'p', {
      ...sound({ class: 'context_dependent_deny', body }),
      'cases/c.yaml': CASES,
    });
    const report = await check([folder]);
    expect(report).toMatchObject({ ok: true, intent: { satisfied: true, rules: ['p/x'] }, coverage: 100, overlaps: [] });
    expect(report.rules).toMatchObject([
      { id: 'x', reads: ['alignment'], defers_without: ['alignment'], speaks: 2, silent: 1, coverage: 100 },
    ]);
    expect(report.tests.map(({ kind, outcome }) => `${kind} ${outcome}`)).toEqual(['test passed', 'test passed', 'case passed']);
  });

  it('warns of what `opa fmt` would change, with the difference', async () => {
    const folder = await writePack(
      join(root, 'unformatted'),
      'p',
      sound({ body: 'outcome := {"reason":   "r"} if input.action.parameters.to=="x"' }),
    );
    const { ok, findings } = await check([folder]);
    expect(ok).toBe(true);
    expect(findings.find(({ code }) => code === 'not_formatted')).toMatchObject({
      file: 'p/rules/x.rego',
      example: expect.stringContaining('+outcome'),
    });
  });

  it('warns of a golden case that gives what no context has', async () => {
    const cases = CASES.replace('expected', 'context: {levle: RESTRICTED, facts: {x: 1}}\n  expected');
    const { ok, findings } = await check([await writePack(join(root, 'slip'), 'p', { ...sound(), 'cases/c.yaml': cases })]);
    expect(ok).toBe(true);
    expect(findings.filter(({ code }) => code === 'case_field_unknown')).toMatchObject([
      { file: 'p/cases/c.yaml', line: 1, what: expect.stringContaining('`levle`') },
    ]);
  });

  it('AARM-48: a set in which no rule reads intent context is said not to satisfy R3', async () => {
    const blind = await writePack(join(root, 'blind'), 'p', sound());
    const { intent, findings } = await check([blind]);
    expect(intent).toEqual({ satisfied: false, rules: [] });
    expect(findings.find(({ code }) => code === 'intent_ignored')?.what).toMatch(/^R3 not satisfied/u);
    const reading = fileURLToPath(new URL('../../../policies/intent', import.meta.url));
    expect((await check([reading])).intent.satisfied).toBe(true);
  }, 60_000);

  it('reports a clash that only a mixture of two actions shows, and one for which none was found as possible', async () => {
    const by = (id: string, parameter: string, result: string): PackFiles => ({
      ...rule({
        id,
        result,
        body: `outcome := {"reason": "r"} if input.action.parameters.${parameter} == 1`,
        custom: `parameters: {${parameter}: {type: number, optional: true}}`,
      }),
      [`rules/${id}_test.rego`]: `package writ.rules.${id}_test\n\nimport data.writ.rules.${id}\n\ntest_speaks if ${id}.outcome with input as {"action": {"tool": "mail", "operation": "run", "parameters": {"${parameter}": 1}}}\n\ntest_is_silent if not ${id}.outcome with input as {}\n`,
    });
    const mixed = await check([await writePack(join(root, 'mixed'), 'p', { ...by('a', 'one', 'DENY'), ...by('b', 'two', 'STEP_UP') })]);
    expect(mixed.findings.find(({ code }) => code === 'clash')).toMatchObject({
      severity: 'warning',
      example: { action: { tool: 'mail', operation: 'run', parameters: { one: 1, two: 1 } } },
    });
    const apart = await check([await writePack(join(root, 'apart'), 'p', { ...sound({ id: 'a' }), ...flipped() })]);
    expect(apart.findings.filter(({ code }) => code === 'clash')).toEqual([]);
    expect(apart.overlaps).toEqual([{ rules: ['p/a', 'p/b'], priority: 500 }]);
  });

  it('tells which golden cases come out otherwise in company', async () => {
    const one = await writePack(join(root, 'company'), 'one', {
      ...sound({ id: 'one', result: 'STEP_UP' }),
      'cases/c.yaml': CASES.replace('DENY', 'STEP_UP'),
    });
    const two = await writePack(
      join(root, 'company'),
      'two',
      sound({ id: 'two', custom: 'priority: 600\nparameters: {to: {type: string}}' }),
    );
    const { ok, differences } = await check([one, two]);
    expect(ok).toBe(true);
    expect(differences).toMatchObject([{ pack: 'one', name: 'to x', alone: 'STEP_UP', together: 'DENY', by: 'two/two' }]);
  });
});

/** A rule `b` that speaks where {@link sound} does not. */
const flipped = (): PackFiles => ({
  ...sound({
    id: 'b',
    result: 'ALLOW',
    class: 'standard_allow',
    body: 'outcome := {"reason": "r"} if input.action.parameters.to == "y"',
    custom: 'priority: 500\nparameters: {to: {type: string}}',
  }),
  'rules/b_test.rego': tests('b').replace('mail("x")', 'mail("q")').replace('mail("y")', 'mail("x")').replace('mail("q")', 'mail("y")'),
});

describe('patterns that meet', () => {
  it.each([
    ['a*', '*b', true],
    ['a*c', 'ab*', true],
    ['a*', 'b*', false],
    ['*', 'anything', true],
    ['delete*', 'delete', true],
    ['*x*', 'a*b', true],
    ['abc', 'abd', false],
    ['', '*', true],
  ])('`%s` and `%s`: %s', (a, b, meet) => {
    expect(globsMeet(a, b)).toBe(meet);
    expect(globsMeet(b, a)).toBe(meet);
  });
});

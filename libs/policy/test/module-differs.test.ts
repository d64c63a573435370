import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Json } from '@writ/aarm';
import { checkPacks } from '../src/check/check-packs.js';
import type { CheckReport, Finding } from '../src/check/report.js';
import { resolveOpa } from '../src/opa.js';
import { effectOf, remove, rule, temporaryFolder, writePack } from './packs.js';
import type { PackFiles } from './packs.js';

/** A rule with two tests, and what the check must say of it: nothing where module and native OPA agree. */
interface Asked {
  /** The body of the rule. */
  readonly body: string;
  readonly speaks: Readonly<Record<string, Json>>;
  readonly silent: Readonly<Record<string, Json>>;
  readonly codes: readonly Finding['code'][];
  readonly reason?: string;
  readonly more?: string;
  /** Another test. */
  readonly beside?: string;
  readonly what?: RegExp;
}

const TEXT = 'input.action.parameters.text';
const says = (text: Json): Readonly<Record<string, Json>> => ({ text });
const other = says('nothing of the kind');

/** Native OPA says of each that its tests pass. */
const RULES: Readonly<Record<string, Asked>> = {
  named_group: {
    beside: 'test_other_data if count(data.writ.rules.sound.patterns) == 0 with data.writ.rules.sound.patterns as set()',
    body: `regex.match(\`(?i)\\b(?<column>card_number|ssn)\\b\`, ${TEXT})`,
    ...{ speaks: says('SELECT ssn FROM people'), silent: other, codes: ['literal_invalid', 'module_differs'], what: /name a group/u },
  },
  named_group_in_a_constant: {
    more: 'secret := `(?<key>AKIA[0-9A-Z]{16})`',
    body: `regex.match(secret, ${TEXT})`,
    ...{ speaks: says('AKIAABCDEFGHIJKLMNOP'), silent: other, codes: ['literal_invalid', 'module_differs'] },
  },
  named_group_in_a_list: {
    more: 'words := {"drop": {"patterns": ["^x$", `(?<what>drop)\\s+table`]}}',
    body: `some kind in words\n\tsome pattern in kind.patterns\n\tregex.match(pattern, ${TEXT})`,
    ...{ speaks: says('drop table x'), silent: other, codes: ['literal_invalid', 'module_differs'] },
  },
  named_group_handed_on: {
    more: 'is_like(value, pattern) if count(regex.find_all_string_submatch_n(pattern, value, 1)) > 0',
    body: `is_like(${TEXT}, "(?<host>evil)")`,
    ...{ speaks: says('evil'), silent: other, codes: ['literal_invalid', 'module_differs'] },
  },
  large_class: {
    body: `is_string(${TEXT})\n\tnot regex.match(\`^[\\p{L}\\p{N} ]{1,500}$\`, ${TEXT})`,
    ...{ speaks: says('<b>'), silent: says('Grüße 1'), codes: ['literal_invalid', 'module_differs'], what: /more work to compile/u },
  },
  large_repetition: {
    body: `regex.match(\`^\\p{L}{1,300}\\d{8,}$\`, ${TEXT})`,
    ...{ speaks: says('konto12345678'), silent: says('1'), codes: ['literal_invalid', 'module_differs'] },
  },
  mapped_address: {
    body: `net.cidr_contains("169.254.0.0/16", ${TEXT})`,
    ...{ speaks: says('::ffff:169.254.169.254'), silent: says('10.0.0.1'), codes: [] },
  },
  mapped_address_in_hex: {
    body: `net.cidr_contains("10.0.0.0/8", ${TEXT})`,
    ...{ speaks: says('::ffff:0a01:203'), silent: says('::10.1.2.3'), codes: [] },
  },
  quoted_reason: {
    body: `${TEXT} != ""`,
    reason: `sprintf("%q is not allowed", [${TEXT}])`,
    ...{ speaks: says('x'), silent: says(''), codes: [] },
  },
  object_in_the_reason: {
    body: `${TEXT}.b == 1`,
    reason: `sprintf("not with %v", [${TEXT}])`,
    ...{ speaks: says({ b: 1, a: [true] }), silent: says({ b: 2 }), codes: [] },
  },
  sign_alone: {
    body: `${TEXT} == "x"`,
    reason: `sprintf("100%", [])`,
    ...{ speaks: says('x'), silent: other, codes: ['literal_invalid', 'module_differs'], what: /not offered with `%`/u },
  },
  other_base: {
    body: `${TEXT} > 1`,
    reason: `sprintf("%x", [${TEXT}])`,
    ...{ speaks: says(255), silent: says(0), codes: ['literal_invalid', 'module_differs'], what: /format_int/u },
  },
  third_of_a_whole: {
    body: `input.action.parameters.amount / 3 * 3 == input.action.parameters.limit`,
    ...{ speaks: { amount: 1, limit: 1 }, silent: { amount: 1, limit: 2 }, codes: ['module_differs'], what: /is silent where it decides/u },
  },
  half_rounded_up: {
    body: `ceil(${TEXT}) >= 1`,
    ...{ speaks: says(-0.5), silent: says(-1), codes: ['module_differs'] },
  },
  empty_separator: {
    body: `contains(replace(${TEXT}, input.action.parameters.sep, ""), "secret")`,
    ...{ speaks: { text: 'secret', sep: '' }, silent: { text: 'public', sep: '' }, codes: [] },
  },
  odd_json: {
    body: `not json.is_valid(${TEXT})`,
    ...{ speaks: says('01'), silent: says('1'), codes: [] },
  },
  json_after_json: {
    body: `not json.unmarshal(${TEXT})`,
    ...{ speaks: says('{"a": 1} trailing'), silent: says('{"a": 1}'), codes: [] },
  },
  escaped_json: {
    body: `contains(json.marshal(${TEXT}), "u003c")`,
    ...{ speaks: says('</script>'), silent: says('script'), codes: [] },
  },
  lax_base64: {
    body: `not base64.is_valid(${TEXT})`,
    ...{ speaks: says('YQ'), silent: says('YQ=='), codes: [] },
  },
  dead_branch: {
    more: `outcome := {"reason": "r"} if regex.match(\`^(?!select).*truncate\`, ${TEXT})`,
    body: `${TEXT} == "x"`,
    ...{ speaks: says('x'), silent: other, codes: ['literal_invalid'], what: /look-around/u },
  },
  dead_network: {
    more: `outcome := {"reason": "r"} if net.cidr_contains("10.0.0.0/33", ${TEXT})`,
    body: `${TEXT} == "x"`,
    ...{ speaks: says('x'), silent: other, codes: ['literal_invalid'], what: /is no network/u },
  },
  pattern_of_the_agent: {
    body: `regex.match(${TEXT}, "abc")`,
    ...{ speaks: says('^a'), silent: says('^b'), codes: ['literal_unknown'] },
  },
  pattern_that_is_computed: {
    body: `regex.match(concat("", ["^", "a"]), ${TEXT})`,
    ...{ speaks: says('abc'), silent: says('b'), codes: ['literal_unknown'] },
  },
  byte_order_mark: {
    body: `is_string(${TEXT})\n\tnot contains(${TEXT}, "\\ufeff")`,
    ...{ speaks: says('x'), silent: says(1), codes: [] },
  },
  sound: {
    more: 'patterns := {"^a", `(?P<n>b)`}\n\nlike(value, pattern) if regex.match(pattern, value)',
    body: `like(${TEXT}, patterns[_])\n\tsprintf("%5.1f|%-3d|%s", [1.25, 2, "x"]) == "  1.2|2  |x"`,
    ...{ speaks: says('abc'), silent: says('x'), codes: [] },
  },
};

const NO_SUCH_BUILTIN: Readonly<Record<string, readonly [condition: string, remedy: RegExp]>> = {
  glob: [`glob.match("report (final)*", ["/"], ${TEXT})`, /regex\.match/u],
  newline: [`glob.match("**/secrets/**", ["/"], ${TEXT})`, /regex\.match/u],
  difference: [`time.diff(${TEXT}, 0)[0] > 10`, /subtract/u],
  yaml: [`yaml.unmarshal(${TEXT}).privileged == true`, /YAML/u],
  clock: ['time.now_ns() > 0', /fact/u],
};

const PARAMETERS =
  'parameters: {text: {type: any, optional: true}, sep: {type: string, optional: true}, amount: {type: number, optional: true}, limit: {type: number, optional: true}}';

function files(id: string, { body, reason = '"r"', more = '' }: Pick<Asked, 'body' | 'reason' | 'more'>, tests: string): PackFiles {
  const text = `outcome := {"reason": ${reason}} if {\n\t${body}\n}\n${more === '' ? '' : `\n${more}\n`}`;
  return {
    ...rule({ id, body: text, custom: PARAMETERS }),
    [`rules/${id}_test.rego`]: `package writ.rules.${id}_test\n\nimport data.writ.rules.${id}\n\n${tests}`,
  };
}

const joined = (all: readonly PackFiles[]): PackFiles => Object.fromEntries(all.flatMap(Object.entries<string>));

const testsOf = (id: string, { speaks, silent, beside = '' }: Asked): string => {
  const input = (parameters: object): string => JSON.stringify({ action: { tool: 'mail', operation: 'send', parameters } });
  return `test_speaks if ${id}.outcome with input as ${input(speaks)}\n\ntest_silent if not ${id}.outcome with input as ${input(silent)}\n\n${beside}\n`;
};

let root: string;
let report: CheckReport;

beforeAll(async () => {
  root = await temporaryFolder();
  const all = Object.entries(RULES).map(([id, asked]) => files(id, asked, testsOf(id, asked)));
  const folder = await writePack(root, 'differs', joined(all));
  report = await checkPacks({ packs: [folder], opa: await resolveOpa(), effectOf });
}, 120_000);
afterAll(() => remove(root));

const JUDGED: readonly Finding['code'][] = ['literal_invalid', 'literal_unknown', 'module_differs'];
const about = (id: string): readonly Finding[] =>
  report.findings.filter(
    ({ file, code }) => JUDGED.includes(code) && [`differs/rules/${id}.rego`, `differs/rules/${id}_test.rego`].includes(file),
  );

describe('what opa test and the module answer differently', () => {
  it.each(Object.entries(RULES))('%s', (id, { codes, what }) => {
    const found = about(id);
    expect([...new Set(found.map(({ code }) => code))].sort()).toEqual(codes);
    expect(found.every(({ severity, line }) => severity === 'error' && line !== null)).toBe(true);
    if (what !== undefined) expect(found.map((one) => `${one.what} ${one.remedy}`).join('\n')).toMatch(what);
    // A rule that agrees has spoken where it decides, and kept silent.
    const checked = report.rules.find((one) => one.id === id);
    if (codes.length === 0) expect(checked).toMatchObject({ speaks: 1, silent: 1 });
  });

  it('names rule, test and both answers', () => {
    const [found] = about('named_group').filter(({ code, what }) => code === 'module_differs' && what.startsWith('in the test'));
    expect(found?.what).toBe(
      'in the test `test_speaks` `named_group` says `{"reason":"r"}` with `opa test`, and is silent where it decides',
    );
  });

  it('points at the literal', () => {
    expect(about('named_group_in_a_constant').find(({ code }) => code === 'literal_invalid')).toMatchObject({ line: 17 });
  });
});

describe('a builtin that cannot be made alike', () => {
  it('is refused by name, with what to write instead', async () => {
    const all = Object.entries(NO_SUCH_BUILTIN).map(([id, [body]]) =>
      files(id, { body }, `test_silent if not ${id}.outcome with input as {}\n`),
    );
    const folder = await writePack(root, 'lacking', joined(all));
    const { ok, findings } = await checkPacks({ packs: [folder], opa: await resolveOpa(), effectOf });
    expect(ok).toBe(false);
    for (const [id, [, remedy]] of Object.entries(NO_SUCH_BUILTIN))
      expect(findings.find(({ file, code }) => file === `lacking/rules/${id}.rego` && code === 'rego_invalid')).toMatchObject({
        code: 'rego_invalid',
        what: expect.stringContaining('undefined function'),
        remedy: expect.stringMatching(remedy),
      });
  }, 60_000);
});

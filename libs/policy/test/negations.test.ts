import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkPacks } from '../src/check/check-packs.js';
import { resolveOpa } from '../src/opa.js';
import { effectOf, manifest, remove, rule, temporaryFolder, writePack } from './packs.js';

let root: string;
beforeAll(async () => {
  root = await temporaryFolder();
});
afterAll(() => remove(root));

const CASE = '- name: one\n  action: {tool: mail, operation: run, parameters: {to: ann@corp.example}}\n  expected: {result: DENY}\n';
const LIBRARY = 'package writ.lib.house\n\nown(host) if host == "corp.example"\n\nname_of(text) := "ann" if startswith(text, "ann@")\n';
const IMPORTS = ['import data.writ.lib.destinations', 'import data.writ.lib.house as home'];
let packs = 0;

/** What a check says of the negations in a rule with this condition. */
async function said(condition: string): Promise<readonly (readonly [file: string, line: number | null, what: string])[]> {
  const id = `p${(packs += 1).toString()}`;
  const imports = IMPORTS.filter((line) => condition.includes(`${line.split(/[. ]/u).at(-1) ?? ''}.`)).join('\n');
  const custom = 'parameters: { to: { type: string }, cc: { type: string, optional: true } }';
  const folder = await writePack(root, id, {
    ...rule({ id: 'x', imports, custom, body: `outcome := {"reason": "r"} if {\n\t${condition}\n}` }),
    'lib/house.rego': LIBRARY,
    'pack.yaml': manifest(id),
    'cases/c.yaml': CASE,
  });
  const { findings } = await checkPacks({ packs: [folder], opa: await resolveOpa(), effectOf });
  expect(findings.filter(({ severity, code }) => severity === 'error' && !['never_speaks', 'never_silent'].includes(code))).toEqual([]);
  return findings
    .filter(({ code }) => code === 'negation_silent')
    .map(({ file, line, what }) => [file.replace(`${id}/`, ''), line, what] as const);
}

describe('a `not` around a call', () => {
  it.each([
    ['a function of the library', 'not home.own(destinations.host_of(input.action.parameters.to))', '`destinations.host_of(…)`'],
    ['a function of the pack, compared', 'not home.name_of(input.action.parameters.to) == "ann"', '`home.name_of(…)`'],
    ['a function of the pack, looked up', 'not home.name_of(input.action.parameters.to) in {"ann"}', '`home.name_of(…)`'],
    ['an optional parameter', 'not endswith(input.action.parameters.cc, "@corp.example")', 'the parameter `cc`'],
    [
      'one inside a comprehension',
      'count([p | some p in [input.action.parameters.to]; not home.own(destinations.host_of(p))]) > 0',
      '`destinations.host_of(…)`',
    ],
  ])('is warned of where it asks about %s', async (_, condition, about) => {
    const found = await said(condition);
    expect(found).toHaveLength(1);
    expect(found[0]).toEqual(['rules/x.rego', expect.any(Number), `the \`not\` is undefined, and not true, where ${about} is`]);
  });

  it.each([
    ['the function alone', 'not destinations.host_of(input.action.parameters.to)'],
    ['a name for what was found', 'host := destinations.host_of(input.action.parameters.to)\n\tnot home.own(host)'],
    ['a required parameter', 'not endswith(input.action.parameters.to, "@corp.example")'],
    ['an optional parameter that is there or not', 'not input.action.parameters.cc'],
    ['an optional parameter compared, which holds where it is missing', 'not input.action.parameters.cc == "a"'],
    [
      'an optional parameter that another line asks for',
      'is_string(input.action.parameters.cc)\n\tnot endswith(input.action.parameters.cc, "@corp.example")',
    ],
    ['builtins alone', 'not startswith(lower(input.action.parameters.to), "bob")'],
  ])('is fine around %s', async (_, condition) => {
    expect(await said(condition)).toEqual([]);
  });
});

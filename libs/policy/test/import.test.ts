import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Result } from '@writ/aarm';
import fc from 'fast-check';
import { checkPacks } from '../src/check/check-packs.js';
import { formatPack } from '../src/check/format.js';
import { contextOfCase } from '../src/check/golden.js';
import { openTrial } from '../src/check/trial.js';
import type { Trial } from '../src/check/trial.js';
import { compilePacks } from '../src/compile.js';
import type { CompiledPolicy } from '../src/compiled.js';
import { importPolicy } from '../src/import/import-policy.js';
import type { ImportReport } from '../src/import/import-policy.js';
import { matchingText } from '../src/import/matching-text.js';
import { resolveOpa } from '../src/opa.js';
import { effectOf, remove, temporaryFolder } from './packs.js';

const SAMPLE = readFileSync(new URL('sample-policy.yaml', import.meta.url), 'utf8');
const imported = (text: string, ownDomains: readonly string[] = ['corp.example']): Promise<ImportReport> =>
  importPolicy({ text, file: 'sample.yaml', ownDomains, opa: resolveOpa });

describe("a policy in the specification's sample shapes", () => {
  let root: string;
  let folder: string;
  let compiled: CompiledPolicy;
  let trial: Trial;

  beforeAll(async () => {
    root = await temporaryFolder();
    folder = join(root, 'imported');
    for (const [path, text] of Object.entries((await imported(SAMPLE)).files ?? {})) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    await formatPack(await resolveOpa(), folder);
    compiled = await compilePacks({ packs: [folder], opa: await resolveOpa(), outDir: join(root, 'out') });
    trial = await openTrial(compiled);
  }, 60_000);
  afterAll(async () => {
    await trial.close();
    await remove(root);
  });

  it('becomes a pack of which the check has nothing to complain', async () => {
    const { findings, rules } = await checkPacks({ packs: [folder], opa: await resolveOpa(), effectOf });
    expect(findings).toEqual([]);
    expect(rules).toHaveLength(13);
  }, 60_000);

  interface Case {
    readonly name: string;
    readonly call: readonly [tool: string, operation: string, parameters?: Readonly<Record<string, string | number>>];
    readonly context?: Readonly<Record<string, string | number | readonly string[]>>;
    readonly expected: readonly [Result, string];
  }
  const CALM = { semantic_distance: 0.1, action_count: 0, original_request: 'tidy up', facts: { injection_score: 0 } };
  const cases: readonly Case[] = [
    {
      name: 'mail outside after personal data',
      call: ['email', 'send', { to: 'x@else.example' }],
      context: { data_classifications: ['PII'] },
      expected: ['DENY', 'block_external_after_pii'],
    },
    {
      name: 'mail to a look-alike of the own domain',
      call: ['email', 'send', { to: 'ann@corp.example.evil.example' }],
      context: { data_classifications: ['PII'] },
      expected: ['DENY', 'block_external_after_pii'],
    },
    {
      name: 'mail inside after personal data',
      call: ['email', 'send', { to: 'ann@corp.example' }],
      context: { data_classifications: ['PII'] },
      expected: ['DENY', 'posture:sample-set'],
    },
    { name: 'a large payment', call: ['payments', 'transfer', { amount: 10001 }], expected: ['STEP_UP', 'large_payment'] },
    { name: 'a payment at the limit', call: ['payments', 'transfer', { amount: 10000 }], expected: ['DENY', 'posture:sample-set'] },
    { name: 'a query without a limit', call: ['database', 'query', {}], expected: ['MODIFY', 'cap_query'] },
    { name: 'an export', call: ['crm', 'export', { ssn: '123' }], expected: ['MODIFY', 'redact'] },
    {
      name: 'drift late in a session',
      call: ['notes', 'write'],
      context: { semantic_distance: 0.8, action_count: 11 },
      expected: ['STEP_UP', 'drift'],
    },
    {
      name: 'drift early in a session',
      call: ['notes', 'write'],
      context: { semantic_distance: 0.8, action_count: 10 },
      expected: ['DENY', 'posture:sample-set'],
    },
    {
      name: 'an allowed destination',
      call: ['http', 'post'],
      context: { destinations: ['eu.api.example'] },
      expected: ['ALLOW', 'destinations'],
    },
    {
      name: 'one destination of two is not allowed',
      call: ['http', 'post'],
      context: { destinations: ['api.example', 'evil.example'] },
      expected: ['DENY', 'posture:sample-set'],
    },
    {
      name: 'a deletion as asked',
      call: ['database', 'delete'],
      context: { original_request: 'please Delete all my test data' },
      expected: ['STEP_UP', 'clean_up'],
    },
    {
      name: 'low confidence',
      call: ['credentials', 'rotate'],
      context: { confidence: 0.4 },
      expected: ['DEFER', 'builtin:low_confidence'],
    },
    { name: 'a dropped table', call: ['database', 'drop_table'], expected: ['DENY', 'block_drop_database'] },
    { name: 'a pattern', call: ['shell', 'execute', { command: 'ssh  root@host' }], expected: ['DENY', 'ssh'] },
  ];

  it.each(cases.map((one) => [one.name, one] as const))(
    '%s',
    async (_name, { call: [tool, operation, parameters = {}], context, expected }) => {
      const action = { tool, operation, parameters };
      const { verdict } = await trial.ask({
        action,
        view: contextOfCase(action, compiled.terms, { ...CALM, confidence: 0.9, ...context }),
      });
      expect([verdict.result, verdict.policy_id]).toEqual([
        expected[0],
        expected[1].includes(':') ? expected[1] : `sample-set/${expected[1]}`,
      ]);
    },
  );

  it('takes no unknown signal for a low one, and says so when it is imported', async () => {
    const action = { tool: 'shell', operation: 'run', parameters: {} };
    const { rules } = await trial.ask({ action, view: contextOfCase(action, { tools: [] }, { ...CALM, facts: {} }) });
    expect(rules.find(({ id }) => id === 'injection')).toMatchObject({ state: 'mute', missing: ['facts.injection_score'] });
    expect((await imported(SAMPLE)).notes).toEqual([expect.stringContaining('`facts.injection_score`')]);
  });
});

describe('what cannot be expressed is named with its line', () => {
  const rule = (...lines: readonly string[]): string =>
    ['rules:', '  - id: a', '    match: { tool: x }', '    action: DENY', ...lines.map((line) => `    ${line}`)].join('\n');
  it.each([
    ['a rate', rule('constraints: { rate: { max: 100, window: 3600 } }'), 5, /`rate` over a window/u],
    ['an escalation', rule('escalation: { after: 1800, to: boss }'), 5, /`escalation`/u],
    ['an owner', rule('parameters: { file: { owned_by: me } }'), 5, /`owned_by`/u],
    ['a category', rule('context: { destinations: { category: webmail } }'), 5, /`category`/u],
    ['an unknown member', rule('surprise: 1'), 5, /`surprise`/u],
    ['a decision that is none', rule().replace('DENY', 'EXPLODE'), 4, /`EXPLODE`/u],
    ['a missing decision', rule().replace('    action: DENY', ''), 2, /no decision/u],
    ['a timeout that allows', rule('timeout_action: ALLOW'), 5, /`ALLOW`/u],
    ['an expression that is none', rule().replace('{ tool: x }', 'tool ~ x'), 3, /`tool ~ x` cannot be read/u],
    ['a forbidden rule that reads the context', rule('classification: forbidden', 'context: { level: RESTRICTED }'), 5, /forbidden/u],
    ['a priority that is not its own', rule('priority: 1000', 'context: { level: RESTRICTED }'), 5, /1000/u],
    ['a rule about everything', rule().replace('    match: { tool: x }\n', ''), 2, /every action/u],
    ['an edit that widens', rule('modifications: { add_filter: { tenant: a } }').replace('DENY', 'MODIFY'), 5, /`add_filter`/u],
    ['a pattern without an example', rule('parameters: { y: { matches: "^a{65}$" } }'), 5, /no value was found/u],
    [
      'a look-ahead',
      rule('parameters: { y: { matches: "^https://(?!intranet/)" } }'),
      5,
      /`\^https:.*cannot be compiled: it never matches/u,
    ],
    ['a look-behind', rule('parameters: { y: { matches: "(?<=a)b" } }'), 5, /cannot be compiled/u],
    ['a back reference', rule('parameters: { y: { matches: "(a+)-\\\\1" } }'), 5, /cannot be compiled/u],
    ['a group with a name in another spelling', rule('parameters: { y: { matches: "(?<host>evil)" } }'), 5, /where it decides/u],
    ['an atomic group', rule('parameters: { y: { matches: "(?>a)b" } }'), 5, /cannot be compiled/u],
    ['a repetition that is too large', rule("parameters: { y: { matches: '^[\\p{L}\\p{N} ]{1,500}$' } }"), 5, /more work to compile/u],
    ['one pattern of two', rule('parameters: { y: { matches: ["a", "b(?=c)"] } }'), 5, /cannot be compiled/u],
    ['two conditions that exclude each other', rule('parameters: { y: { gt: 5, lt: 4 } }'), 5, /no value was found/u],
    ['external without own domains', rule('parameters: { to: { external: true } }'), 5, /which domains are your own/u],
    ['a number that is none', rule('parameters: { y: { gt: many } }'), 5, /`gt` cannot compare/u],
    ['a domain that is none', rule('parameters: { y: { domain_in: "a b" } }'), 5, /`domain_in` cannot compare/u],
    ['a context field of another kind', rule('context: { confidence: low }'), 5, /cannot compare with `"low"`/u],
    ['a list that is more than a number', rule('context: { destinations: { gt: 1 } }'), 5, /`gt` cannot compare/u],
    ['a parameter that is a text and has members', rule('parameters: { y: a, y.z: b }'), 5, /no value was found/u],
    ['a name that every object has', rule('constructor: 1'), 5, /`constructor`/u],
    ['two rules of one name', `${rule()}\n${rule().split('\n').slice(1).join('\n')}`, null, /two rules are named `a`/u],
    ['no rules', 'policy: { id: p }', null, /no rules/u],
    ['a policy with an unknown member', `policy: { id: p, owner: me }\n${rule()}`, 1, /`owner`/u],
  ])('%s', async (_name, text, line, what) => {
    const { files, refusals } = await imported(text, []);
    expect(files).toBeNull();
    expect(refusals).toMatchObject([{ code: 'import_refused', file: 'sample.yaml', line, what: expect.stringMatching(what) }]);
    expect(refusals[0]?.remedy).not.toBe('');
  });

  it('leaves out such a rule where it was told to, and still names it', async () => {
    const text = `${rule()}\n${rule('escalation: { after: 1, to: b }').replace('id: a', 'id: b').split('\n').slice(1).join('\n')}`;
    const { files, rules, refusals } = await importPolicy({ text, file: 'f.yaml', skip: true, opa: resolveOpa });
    expect(rules).toEqual(['a']);
    expect(Object.keys(files ?? {})).toContain('rules/a.rego');
    expect(refusals).toHaveLength(1);
  });

  it('a file that is no YAML', async () => {
    await expect(imported('a: [')).rejects.toThrow(/sample\.yaml:\d+/u);
  });

  it('what a policy says stays text: it writes no Rego of its own', async () => {
    const evil = rule(`reason: "x\\"}\\npackage evil\\n# METADATA"`);
    const { files } = await imported(evil);
    expect(files?.['rules/a.rego']?.split('\n').filter((line) => line.startsWith('package'))).toEqual(['package writ.rules.a']);
  });
});

describe('an example of a pattern', () => {
  it.each([
    '^ssh\\s+root@',
    '(?i)delete (all )?my test data',
    'a|b',
    '\\d{3}-\\d{2}',
    '[A-Z]{2,4}x',
    '^(foo|bar)\\.(com|org)$',
    'x.*y',
    '[^a]b',
  ])('%s', (pattern) => {
    expect(matchingText(pattern).some((text) => new RegExp(pattern.replace('(?i)', ''), 'iu').test(text))).toBe(true);
  });
});

describe('whatever a file holds', () => {
  const names = fc.constantFrom(
    ...'id name policy rules match tool operation parameters context risk_signals condition trigger threshold constraints action decision'.split(
      ' ',
    ),
    ...'classification priority approvers timeout modifications redact set effect set_context eq gt contains matches in not a.b __proto__ constructor'.split(
      ' ',
    ),
  );
  const leaf = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constantFrom(null, 'DENY', 'MODIFY', 'tool == "x" AND y CONTAINS 1', '(?i)a[', '30m'),
  );
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof({ maxDepth: 5 }, leaf, fc.array(tie('tree'), { maxLength: 3 }), fc.dictionary(names, tie('tree'), { maxKeys: 5 })),
  }));
  const rule = fc.record(
    { id: fc.string(), match: tree, action: leaf, parameters: tree, modifications: tree },
    { requiredKeys: ['match'] },
  );

  it('it is understood or refused by name, and nothing between', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(tree, fc.record({ rules: fc.array(rule, { maxLength: 3 }) })), async (content) => {
        const { files, refusals } = await imported(JSON.stringify(content));
        expect(files === null).toBe(refusals.length > 0);
      }),
      { numRuns: 500 },
    );
  });
});

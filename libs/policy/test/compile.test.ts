import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sha256 } from '@writ/receipt';
import { compilePacks } from '../src/compile.js';
import { policyHash, readModule } from '../src/compiled.js';
import { loadPolicySet } from '../src/policy-set.js';
import { compile, manifest, remove, rule, temporaryFolder, writePack } from './packs.js';
import type { PackFiles } from './packs.js';

let root: string;
beforeAll(async () => {
  root = await temporaryFolder();
});
afterAll(() => remove(root));

const TEMPORAL = `package writ.lib.temporal

formerly(name) if name in input.context.tools_used

fresh if {
	input.context.facts.change_window == true
	deeper
}

deeper if input.context.facts["on_call"].name == "ada"

unrelated if input.context.alignment > 1
`;

const reads = async (name: string, files: PackFiles): Promise<readonly string[]> =>
  (await compile(join(root, name), { p: { 'lib/temporal.rego': TEMPORAL, ...files } })).rules[0]?.reads ?? [];

const plain = (id: string, condition: string, imports = ''): PackFiles =>
  rule({ id, class: 'context_dependent_deny', imports, body: `outcome := {"reason": "r"} if ${condition}` });

describe('what a rule reads', () => {
  it('is nothing for a rule about the action alone', async () => {
    expect(await reads('none', plain('x', 'input.action.tool == "mail"'))).toEqual([]);
  });

  it('is found in conditions, comprehensions, messages, negations, helpers and both ways of writing a path', async () => {
    const body = `outcome := {"reason": sprintf("%v %v", [input.context.risk_level, labels])} if {
	not input.context.confidence
	every tool in input["context"].tools_used { tool != input.context["effect"] }
} else := {"reason": input.context.original_request} if helper

labels := {label | some label in input.context.data_classifications}
helper if input.context.submitted["mail.run"] > 1`;
    expect(await reads('forms', rule({ id: 'x', class: 'context_dependent_deny', body }))).toEqual([
      'confidence',
      'data_classifications',
      'effect',
      'original_request',
      'risk_level',
      'submitted',
      'tools_used',
    ]);
  });

  it('is found of the identity, by its parts', async () => {
    const condition = 'count(input.identity.chain) + input["identity"]["age_s"] > 1';
    expect(await reads('identity', plain('x', condition))).toEqual(['identity.age_s', 'identity.chain']);
  });

  it('goes through library functions and no further', async () => {
    expect(await reads('call', plain('x', 'data.writ.lib.temporal.formerly("db")'))).toEqual(['tools_used']);
    expect(await reads('import', plain('x', 'temporal.fresh', 'import data.writ.lib.temporal\n'))).toEqual([
      'facts.change_window',
      'facts.on_call',
    ]);
    expect(await reads('alias', plain('x', 'past.formerly("db")', 'import data.writ.lib.temporal as past\n'))).toEqual(['tools_used']);
    expect(await reads('function', plain('x', 'formerly("db")', 'import data.writ.lib.temporal.formerly\n'))).toEqual(['tools_used']);
  });
});

describe('a compiled policy', () => {
  const mail = plain('x', 'input.context.level == "PUBLIC"');

  it('fills in what the metadata leaves out', async () => {
    const { rules } = await compile(join(root, 'defaults'), {
      p: {
        ...mail,
        ...rule({ id: 'y', class: 'context_dependent_allow', body: 'outcome := {"reason": "r"} if true' }),
        ...rule({ id: 'z', class: 'forbidden', body: 'outcome := {"reason": "r"} if true' }),
      },
    });
    expect(rules[0]).toMatchObject({
      pack: 'p',
      title: 'x',
      priority: 500,
      overridable: false,
      on_aligned: 'STEP_UP',
      quorum: 1,
      approvers: [],
      timeout_s: null,
    });
    expect(rules[1]).toMatchObject({ priority: 300, overridable: true });
    expect(rules[2]).toMatchObject({ priority: 1000, overridable: false });
  });

  it('takes the strictest of several packs, whatever their order', async () => {
    const open =
      'posture: {result: ALLOW}\non_uncertain: DEFER\nthresholds: {confidence: null, risk: 0.5}\nstep_up_timeout_s: 60\napprovers: [approver, security]\n';
    const a = await writePack(join(root, 'several'), 'a', {
      ...mail,
      'tools.yaml': '- {tool: a, effect: read}\n',
      'pack.yaml': manifest('a', open),
    });
    const b = await writePack(join(root, 'several'), 'b', {
      'tools.yaml': '- {tool: b, effect: read}\n',
      'pack.yaml': manifest('b', 'posture: {result: DENY, overridable: false}\nmost_questions_of: {agent: 7, approver: 900}\n'),
    });
    const options = { opa: () => import('../src/opa.js').then(({ resolveOpa }) => resolveOpa()), outDir: join(root, 'several/out') };
    const { terms, hash } = await compilePacks({ ...options, packs: [b, a] });
    expect(terms).toMatchObject({
      id: 'a+b',
      version: '1+1',
      hash,
      posture: { pack: 'b', result: 'DENY', overridable: false },
      on_uncertain: 'DEFER',
      thresholds: { confidence: 0.5, risk: 0.5, misaligned: 0.2, aligned: 0.8 },
      step_up_timeout_s: 60,
      approvers: ['approver'],
      most_questions: 20,
      most_questions_of: { agent: 7, approver: 200 },
    });
    expect(terms.tools.map(({ tool }) => tool)).toEqual(['a', 'b']);
    expect((await compilePacks({ ...options, packs: [a, b] })).hash).toBe(hash);
  });

  it('may have no rules at all', async () => {
    const compiled = await compile(join(root, 'empty'), { p: {} });
    expect(compiled.rules).toEqual([]);
    expect((await loadPolicySet(compiled)).applicable({ tool: 'mail', operation: 'send', parameters: {} })).toEqual([]);
  });

  it('cannot be made of packs that no approver may approve', async () => {
    const packs = { a: { 'pack.yaml': manifest('a', 'approvers: [x]\n') }, b: { 'pack.yaml': manifest('b', 'approvers: [y]\n') } };
    await expect(compile(join(root, 'approvers'), packs)).rejects.toMatchObject({ code: 'packs_disagree' });
  });

  it('is found again without opa, and compiled again when a source changes', async () => {
    const first = await compile(join(root, 'cache'), { p: mail });
    const options = { packs: [join(root, 'cache/p')], opa: join(root, 'no-such-opa'), outDir: join(root, 'cache/out') };
    expect(await compilePacks(options)).toEqual(first);
    await writeFile(join(root, 'cache/p/rules/x_test.rego'), 'package writ.rules.x_test\n\ntest_other if true\n');
    await expect(compilePacks(options)).rejects.toMatchObject({ code: 'opa_failed' });
  });

  it('has a hash that anyone with the files computes', async () => {
    const [one, two] = [await compile(join(root, 'hash-1'), { p: mail }), await compile(join(root, 'hash-2'), { p: mail })];
    expect(two.hash).toBe(one.hash);
    expect(one.terms.hash).toBe(one.hash);
    const other = await compile(join(root, 'hash-3'), { p: plain('x', 'input.context.level == "INTERNAL"') });
    expect(other.hash).not.toBe(one.hash);
    const files = [
      { name: 'a', sha256: sha256('1') },
      { name: 'b', sha256: sha256('2') },
    ];
    expect(policyHash('1.0.0', [...files].reverse())).toBe(policyHash('1.0.0', files));
    expect(policyHash('1.0.1', files)).not.toBe(policyHash('1.0.0', files));
  });

  it('is not loaded when the module is another', async () => {
    const compiled = await compile(join(root, 'damaged'), { p: mail });
    const bytes = await readFile(compiled.wasmFile);
    await writeFile(compiled.wasmFile, bytes.subarray(0, -1));
    await expect(readModule(compiled)).rejects.toMatchObject({ code: 'compiled_damaged' });
    await expect(readModule({ ...compiled, wasmFile: join(root, 'nowhere') })).rejects.toMatchObject({ code: 'compiled_damaged' });
  });
});

import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { compilePacks } from '../src/compile.js';
import type { PolicyErrorCode } from '../src/error.js';
import { resolveOpa } from '../src/opa.js';
import { compile, manifest, remove, rule, temporaryFolder, writePack } from './packs.js';
import type { PackFiles, RuleText } from './packs.js';

let root: string;
beforeAll(async () => {
  root = await temporaryFolder();
});
afterAll(() => remove(root));

/** A pack of one rule `x` whose body reads something, on line 12 if it is the only line. */
const reading = (condition: string, more: Partial<RuleText> = {}): PackFiles =>
  rule({ id: 'x', class: 'context_dependent_deny', body: `outcome := {"reason": "r"} if ${condition}`, ...more });

const without = (files: PackFiles, path: string): PackFiles => Object.fromEntries(Object.entries(files).filter(([name]) => name !== path));

interface Refused {
  readonly name: string;
  readonly files: PackFiles;
  readonly code: PolicyErrorCode;
  readonly what: RegExp;
  readonly file?: string;
  readonly line?: number;
}

const table: readonly Refused[] = [
  { name: 'a manifest that is not YAML', files: { 'pack.yaml': 'id: p\nid: q\n' }, code: 'manifest_invalid', what: /unique/u, line: 2 },
  {
    name: 'a manifest with an unknown member',
    files: { 'pack.yaml': manifest('p', 'extra: 1\n') },
    code: 'manifest_invalid',
    what: /extra/u,
  },
  {
    name: 'thresholds that contradict each other',
    files: { 'pack.yaml': manifest('p', 'thresholds: {misaligned: 0.9, aligned: 0.5}\n') },
    code: 'manifest_invalid',
    what: /misaligned/u,
  },
  {
    name: 'a tool with an unknown effect',
    files: { 'tools.yaml': '- tool: a\n  effect: read\n- tool: b\n  effect: eat\n' },
    code: 'tools_invalid',
    what: /1\.effect/u,
    line: 4,
  },
  {
    name: 'Rego that does not parse',
    files: reading('{'),
    code: 'rego_invalid',
    what: /rego_parse_error|unexpected/u,
    file: 'rules/x.rego',
  },
  { name: 'Rego that strict mode refuses', files: reading('{ unused := 1 }'), code: 'rego_invalid', what: /unused/u, line: 12 },
  {
    name: 'a builtin that WASM lacks',
    files: reading('http.send({}).status_code == 200'),
    code: 'rego_invalid',
    what: /http\.send/u,
    line: 12,
  },
  { name: 'a clock', files: reading('time.now_ns() > 0'), code: 'rego_invalid', what: /time\.now_ns/u, line: 12 },
  { name: 'a random number', files: reading('rand.intn("a", 2) == 1'), code: 'rego_invalid', what: /rand\.intn/u, line: 12 },
  {
    name: 'a rule without metadata',
    files: { ...reading('true'), 'rules/x.rego': 'package writ.rules.x\n\noutcome := {"reason": "r"} if true\n' },
    code: 'metadata_invalid',
    what: /no metadata/u,
  },
  { name: 'metadata with an unknown class', files: reading('true', { class: 'odd' }), code: 'metadata_invalid', what: /custom\.class/u },
  {
    name: 'metadata with an unknown member',
    files: reading('true', { custom: 'reads: [level]' }),
    code: 'metadata_invalid',
    what: /reads/u,
  },
  {
    name: 'a package that is not named after the id',
    files: { ...reading('true'), 'rules/x.rego': (reading('true')['rules/x.rego'] ?? '').replace('writ.rules.x', 'writ.rules.y') },
    code: 'rule_misplaced',
    what: /package/u,
  },
  {
    name: 'a file that is not named after the id',
    files: { 'rules/y.rego': reading('true')['rules/x.rego'] ?? '', 'rules/y_test.rego': 'package y_test\n' },
    code: 'rule_misplaced',
    what: /named after/u,
  },
  { name: 'a rule without an outcome', files: reading('true', { body: 'verdict := true' }), code: 'rule_misplaced', what: /outcome/u },
  { name: 'a rule without a test', files: without(reading('true'), 'rules/x_test.rego'), code: 'rule_untested', what: /no test/u },
  {
    name: 'a forbidden rule below its band',
    files: reading('true', { class: 'forbidden', custom: 'priority: 999' }),
    code: 'rule_priority',
    what: /999/u,
  },
  {
    name: 'another rule in the forbidden band',
    files: reading('true', { custom: 'priority: 1000' }),
    code: 'rule_priority',
    what: /1000/u,
  },
  {
    name: 'a forbidden rule that allows',
    files: reading('true', { class: 'forbidden', result: 'ALLOW' }),
    code: 'metadata_invalid',
    what: /ALLOW/u,
  },
  {
    name: 'a forbidden rule that reads context',
    files: reading('input.context.level == "PUBLIC"', { class: 'forbidden' }),
    code: 'read_refused',
    what: /`level`/u,
  },
  { name: 'the whole context', files: reading('count(input.context) > 1'), code: 'read_refused', what: /whole context/u, line: 12 },
  {
    name: 'the whole context under another name',
    files: reading('all.level == "PUBLIC"', { imports: 'all := input.context' }),
    code: 'read_refused',
    what: /whole context/u,
    line: 11,
  },
  { name: 'the whole input', files: reading('object.get(input, "context", 1) == 1'), code: 'read_refused', what: /whole input/u, line: 12 },
  {
    name: 'the whole input handed to a function',
    files: reading('level(input)', { imports: 'level(all) if all.context.level == "PUBLIC"' }),
    code: 'read_refused',
    what: /whole input/u,
    line: 12,
  },
  {
    name: 'a dynamic path',
    files: reading('{\n\tsome name\n\tinput.context[name] == 1\n}'),
    code: 'read_refused',
    what: /dynamic/u,
    line: 14,
  },
  { name: 'all facts', files: reading('count(input.context.facts) > 1'), code: 'read_refused', what: /facts/u, line: 12 },
  {
    name: 'an import of the input',
    files: reading('context.level == 1', { imports: 'import input.context' }),
    code: 'read_refused',
    what: /import/u,
    line: 11,
  },
  {
    name: 'a field that no context has',
    files: reading('input.context.levle == "PUBLIC"'),
    code: 'read_refused',
    what: /levle/u,
    line: 12,
  },
  {
    name: 'a forbidden rule that reads who asks',
    files: reading('"contractor" in input.identity.roles', { class: 'forbidden' }),
    code: 'read_refused',
    what: /a forbidden rule reads `identity\.roles`/u,
  },
  { name: 'the whole identity', files: reading('count(input.identity) > 1'), code: 'read_refused', what: /whole identity/u, line: 12 },
  {
    name: 'a part of the identity by a dynamic path',
    files: reading('{\n\tsome name\n\tinput.identity[name] == 1\n}'),
    code: 'read_refused',
    what: /identity by a dynamic path/u,
    line: 14,
  },
  {
    name: 'a part that no identity has',
    files: reading('input.identity.role == "x"'),
    code: 'read_refused',
    what: /`identity\.role`/u,
    line: 12,
  },
  {
    name: 'the identity as a part of the context',
    files: reading('input.context.identity.roles == []'),
    code: 'read_refused',
    what: /`identity`, which no context has/u,
    line: 12,
  },
  { name: 'which rules apply', files: reading('count(input.applicable) > 1'), code: 'read_refused', what: /unknown part/u, line: 12 },
  {
    name: 'a parameter that is not declared',
    files: reading('input.action.parameters.amount > 1'),
    code: 'read_refused',
    what: /`amount`/u,
  },
  { name: 'all parameters', files: reading('count(input.action.parameters) > 1'), code: 'read_refused', what: /all parameters/u },
  {
    name: 'another rule',
    files: { ...reading('data.writ.rules.y.outcome'), ...rule({ id: 'y', body: 'outcome := {"reason": "r"} if true' }) },
    code: 'read_refused',
    what: /outside/u,
    line: 12,
  },
  { name: 'the dispatch', files: reading('count(data.writ) > 0'), code: 'rego_invalid', what: /recursive/u, line: 12 },
  {
    name: 'another input',
    files: reading('level with input.context.level as "PUBLIC"', { imports: 'level if input.context.level == "PUBLIC"' }),
    code: 'read_refused',
    what: /with/u,
    line: 12,
  },
  {
    name: 'the whole context through a library',
    files: {
      ...reading('data.writ.lib.all.many'),
      'lib/all.rego': 'package writ.lib.all\n\nmany if deep\n\ndeep if count(input.context) > 1\n',
    },
    code: 'read_refused',
    what: /whole context/u,
    file: 'lib/all.rego',
    line: 5,
  },
  {
    name: 'a library outside its package',
    files: { ...reading('true'), 'lib/x.rego': 'package writ.rules.z\n\nx := 1\n' },
    code: 'rule_misplaced',
    what: /package/u,
    file: 'lib/x.rego',
  },
  {
    name: 'a file larger than 1 MiB',
    files: { ...reading('true'), 'lib/big.rego': `package writ.lib.big\n#${' '.repeat(1 << 20)}\n` },
    code: 'pack_unsafe',
    what: /1 MiB/u,
  },
  {
    name: 'something else among the rules',
    files: { ...reading('true'), 'rules/notes.txt': 'x' },
    code: 'pack_unsafe',
    what: /notes\.txt/u,
  },
];

describe('a pack is refused for', () => {
  it.each(table)('$name', async ({ files, code, what, file, line }) => {
    const folder = join(root, code, `${Math.random()}`);
    const error: unknown = await compile(folder, { p: files }).catch((cause: unknown) => cause);
    expect(error).toMatchObject({
      name: 'PolicyError',
      code,
      message: expect.stringMatching(what),
      remedy: expect.stringMatching(/./u),
    });
    if (file !== undefined) expect(error).toMatchObject({ file: `p/${file}` });
    if (line !== undefined) expect(error).toMatchObject({ line });
  });

  it('a link that leads out of it', async () => {
    const folder = await writePack(join(root, 'link'), 'p', { 'rules/.keep.rego': '' }).catch(() => '');
    await mkdir(join(root, 'link/q/rules'), { recursive: true });
    await writeFile(join(root, 'link/q/pack.yaml'), manifest('q'));
    await symlink('/etc/passwd', join(root, 'link/q/rules/x.rego'));
    expect(folder).not.toBe('');
    const opa = await resolveOpa();
    await expect(compilePacks({ packs: [join(root, 'link/q')], opa, outDir: join(root, 'out') })).rejects.toMatchObject({
      code: 'pack_unsafe',
    });
  });

  it('being no pack at all', async () => {
    const options = { opa: 'opa', outDir: join(root, 'out') };
    await expect(compilePacks({ ...options, packs: [] })).rejects.toMatchObject({ code: 'pack_unreadable' });
    await expect(compilePacks({ ...options, packs: [join(root, 'nowhere')] })).rejects.toMatchObject({ code: 'pack_unreadable' });
  });

  it('a rule or a pack that another pack has too', async () => {
    const files = rule({ id: 'x', body: 'outcome := {"reason": "r"} if true' });
    await expect(compile(join(root, 'twins'), { a: files, b: files })).rejects.toMatchObject({
      code: 'duplicate_id',
      file: 'b/rules/x.rego',
    });
    const again = { 'pack.yaml': manifest('a') };
    await expect(compile(join(root, 'same'), { a: again, b: again })).rejects.toMatchObject({ code: 'duplicate_id' });
  });

  it('an opa that does not run', async () => {
    const folder = await writePack(join(root, 'no-opa'), 'p', {});
    const options = { packs: [folder], outDir: join(root, 'no-opa/out') };
    await expect(compilePacks({ ...options, opa: join(root, 'no-such-opa') })).rejects.toMatchObject({ code: 'opa_failed' });
  });
});

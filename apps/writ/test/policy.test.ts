import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CheckReport, PolicyDiff } from '@writ/policy';
import { PROGRAM, runNode } from './run-program.js';
import type { Run } from './run-program.js';

const BASELINE = fileURLToPath(new URL('../../../policies/baseline', import.meta.url));
const WHO_ASKS = fileURLToPath(new URL('../../../docs/examples/who-asks', import.meta.url));
const SAMPLE = fileURLToPath(new URL('../../../libs/policy/test/sample-policy.yaml', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'writ-policy-cli-'));
const pack = join(root, 'refunds');
const RULE = 'rules/deny_unasked_refund.rego';
const writ = (...args: readonly string[]): Promise<Run> => runNode(PROGRAM, ['policy', ...args]);
const refund = (amount: number): string => JSON.stringify({ tool: 'refunds', operation: 'create', parameters: { order: 'A-1', amount } });

let made: Run;
beforeAll(async () => {
  made = await writ('init', pack);
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

/** A copy of the pack of the name `name`, with edits of its files. */
const edited = (name: string, edits: Readonly<Record<string, (text: string) => string>>): string => {
  const copy = join(root, name, 'refunds');
  cpSync(pack, copy, { recursive: true });
  for (const [path, edit] of Object.entries(edits)) writeFileSync(join(copy, path), edit(readFileSync(join(copy, path), 'utf8')));
  return copy;
};

/** The pack with a second rule that wants an approver where the first one denies, at the same priority. */
const torn = (): string => {
  const copy = edited('torn', {});
  const id = (text: string): string => text.replaceAll('deny_unasked_refund', 'approve_refund');
  const text = id(readFileSync(join(pack, RULE), 'utf8')).replace('result: DENY', 'result: STEP_UP');
  writeFileSync(join(copy, 'rules/approve_refund.rego'), text);
  writeFileSync(join(copy, 'rules/approve_refund_test.rego'), id(readFileSync(join(pack, 'rules/deny_unasked_refund_test.rego'), 'utf8')));
  return copy;
};

describe('writ policy init, check and test', () => {
  it('make a pack that passes as it is, and say what comes next', async () => {
    expect(made.code).toBe(0);
    expect(made.stdout).toContain(`npx writ policy check ${pack}`);
    const [check, test] = [await writ('check', pack, '--strict'), await writ('test', pack)];
    expect({ code: check.code, last: check.stdout.trimEnd().split('\n').at(-1) }).toEqual({
      code: 0,
      last: 'passed: nothing to complain of',
    });
    expect({ code: test.code, stdout: test.stdout }).toEqual({
      code: 0,
      stdout: 'passed: 3 tests passed, 4 golden cases passed\ncoverage: 100 %\n',
    });
  }, 60_000);

  it('writes over nothing, and leaves nothing behind where it cannot write', async () => {
    const again = await writ('init', pack);
    expect({ code: again.code, stderr: again.stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('is not empty') });
    expect((await writ('init', join(root, 'No Name'))).stderr).toContain('cannot name a pack');
    expect(readdirSync(root).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('check refuses a broken pack: file, line and remedy on the screen, all of it as JSON', async () => {
    const broken = edited('broken', { [RULE]: (text) => text.replace('>= limit', '>= limits') });
    const [screen, json] = [await writ('check', broken), await writ('check', broken, '--json')];
    expect({ code: screen.code, colours: screen.stdout.includes('\u001b') }).toEqual({ code: 1, colours: false });
    expect(screen.stdout).toMatch(
      /^error {4}refunds\/rules\/deny_unasked_refund\.rego:\d+ {2}rego_invalid\n.*limits.*\n.*→ correct the Rego/mu,
    );
    const report = JSON.parse(json.stdout) as CheckReport;
    expect({ code: json.code, ok: report.ok, policy: report.policy }).toEqual({ code: 1, ok: false, policy: null });
    expect(report.findings[0]).toMatchObject({ code: 'rego_invalid', file: 'refunds/rules/deny_unasked_refund.rego' });
  }, 60_000);

  it('check warns of format alone, refuses it under --strict, and repairs it with --fix', async () => {
    const ugly = edited('ugly', { [RULE]: (text) => text.replace('limit := 100', 'limit   :=   100') });
    expect((await writ('check', ugly)).code).toBe(0);
    const strict = await writ('check', ugly, '--strict');
    expect({ code: strict.code, stdout: strict.stdout }).toMatchObject({ code: 1, stdout: expect.stringContaining('+limit := 100') });
    expect((await writ('check', ugly, '--strict', '--fix')).code).toBe(0);
    expect(readFileSync(join(ugly, RULE), 'utf8')).toBe(readFileSync(join(pack, RULE), 'utf8'));
  }, 60_000);

  it('AARM-48: check says that a set which ignores the request does not satisfy R3', async () => {
    const blind = edited('blind', { [RULE]: (text) => text.replace('\tinput.context.alignment < 0.8\n', '') });
    const run = await writ('check', blind);
    expect(run.stdout).toContain('R3 not satisfied');
    expect(run.stdout).toMatch(/intent \(R3\) +not satisfied/u);
  }, 60_000);

  it('test tells which fail and where, on the screen and as JUnit', async () => {
    const wrong = edited('wrong', { 'cases/refunds.yaml': (text) => text.replace('result: DENY, rule', 'result: ALLOW, rule') });
    const file = join(root, 'results.xml');
    const run = await writ('test', wrong, '--junit', file);
    expect(run.code).toBe(1);
    expect(run.stdout).toMatch(
      /^failed {2}refunds\/cases\/refunds\.yaml:\d+ {2}a large refund nobody asked for\n +result is `DENY`, not `ALLOW`/mu,
    );
    const xml = readFileSync(file, 'utf8');
    expect(xml).toContain('<testsuite name="refunds/cases/refunds.yaml" tests="4" failures="1"');
    expect(xml).toContain('<failure message="result is `DENY`, not `ALLOW`');
  }, 60_000);

  it.each([
    [['check', '/nowhere'], 1, 'cannot be read'],
    [['test', '/nowhere'], 1, 'cannot be read'],
    [['explain'], 2, 'no action to explain'],
    [['explain', 'nowhere.json'], 2, '`nowhere.json` does not exist'],
    [['explain', '{"tool": "x"}'], 2, 'names no `tool` and `operation`'],
    [['explain', '{"tool": "x", "operation": "y"}', '--pack', '/nowhere'], 2, 'no `pack.yaml`'],
    [['diff', pack], 2, '1 were named'],
    [['diff', pack, '/nowhere'], 2, 'no `pack.yaml`'],
    [['import', '/nowhere'], 2, 'cannot be read'],
    [['invent'], 2, 'is not a command of `writ policy`'],
    [['check', '--invent'], 2, 'see `npx writ policy check --help`'],
  ])('%j says what is wrong', async (args, code, message) => {
    const run = await writ(...args);
    expect(run.code).toBe(code);
    expect(run.stdout + run.stderr).toContain(message);
  });

  it('every command explains itself', async () => {
    const all = await runNode(PROGRAM, ['policy', '--help']);
    const names = [...all.stdout.matchAll(/^ {2}(?<name>[a-z]+) /gmu)].map((match) => match.groups?.['name'] ?? '');
    expect(names).toEqual(expect.arrayContaining(['init', 'check', 'test', 'explain', 'diff', 'import']));
    for (const name of names) {
      const help = await writ(name, '--help');
      expect({ name, code: help.code, stdout: help.stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('examples:') });
    }
  }, 60_000);
});

describe('writ policy explain', () => {
  it('AARM-38: a rule that reads what is not populated defers, and the field is named', async () => {
    const asking = ['explain', refund(250), '--context', '{"alignment": null}', '--pack', open()];
    const [screen, json] = [await writ(...asking), await writ(...asking, '--json')];
    expect(screen.code).toBe(0);
    expect(screen.stdout).toMatch(/^DEFER +refunds\.create/u);
    expect(screen.stdout).toMatch(/^why +`alignment` must be known before this can be decided$/mu);
    expect(screen.stdout).toMatch(/^step +4a, .*\(insufficient_context\)$/mu);
    expect(screen.stdout).toMatch(/^missing +`alignment`: how well the action fits the user request/mu);
    expect(screen.stdout).toMatch(
      /mute +500 +DENY +refunds\/deny_unasked_refund ← could change the result\n +not heard: `alignment` is not known/u,
    );
    expect(JSON.parse(json.stdout)).toMatchObject({
      verdict: { result: 'DEFER', missing: ['alignment'] },
      step: { number: '4a' },
      rules: [{ id: 'deny_unasked_refund', state: 'mute', missing: ['alignment'] }],
    });
  }, 60_000);

  it('asks for whomever it is told, and says which part of the identity is missing', async () => {
    const pay = JSON.stringify({ tool: 'payments', operation: 'transfer' });
    const asks = async (...more: readonly string[]): Promise<Run> => writ('explain', pay, ...more, '--pack', WHO_ASKS);
    const [unknown, sales, narrow, wrong, told] = await Promise.all([
      asks(),
      asks('--identity', '{"groups": ["sales"]}'),
      asks('--identity', '{"groups": ["finance"], "effective_scope": ["file:read"]}', '--request', 'pay the bill'),
      asks('--identity', '{"group": ["sales"]}'),
      writ('explain', join(WHO_ASKS, 'cases/who.yaml'), '--case', 'sales pays', '--pack', WHO_ASKS),
    ]);
    expect(unknown.stdout).toMatch(/^missing +`identity\.groups`: the groups of the person/mu);
    for (const { stdout } of [sales, told]) expect(stdout).toMatch(/^by +who-asks\/finance_pays$/mu);
    expect(narrow.stdout).toMatch(/^step +0, the action is within the scope \(outside_scope\)$/mu);
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('no identity has `group`')]);
  }, 60_000);

  it('AARM-39: two rules of equal priority that disagree defer, and both are named', async () => {
    const both = torn();
    const [explained, checked] = [await writ('explain', refund(250), '--pack', both), await writ('check', both, '--json')];
    expect(explained.stdout).toMatch(/^DEFER +refunds\.create/u);
    expect(explained.stdout).toMatch(/^why +rules of equal priority disagree: `approve_refund`, `deny_unasked_refund`$/mu);
    expect(explained.stdout).toMatch(/^step +4b, /mu);
    expect(explained.stdout).toMatch(/spoke +500 +STEP_UP +refunds\/approve_refund ← disagrees/u);
    expect(explained.stdout).toMatch(/spoke +500 +DENY +refunds\/deny_unasked_refund ← disagrees/u);
    // The check found it without being told the action.
    const clash = (JSON.parse(checked.stdout) as CheckReport).findings.find(({ code }) => code === 'clash');
    expect(clash).toMatchObject({
      file: 'refunds/rules/approve_refund.rego',
      example: { action: { tool: 'refunds', operation: 'create' } },
    });
  }, 60_000);

  it('tells who decides, who was silent and what they read', async () => {
    const run = await writ(
      'explain',
      join(pack, 'cases/refunds.yaml'),
      '--case',
      'a large refund nobody asked for',
      '--pack',
      pack,
      '--pack',
      BASELINE,
    );
    expect(run.stdout).toMatch(/spoke +500 +DENY +refunds\/deny_unasked_refund ← decides\n.*\n +read alignment = 0\.5, amount = 250/u);
    expect(run.stdout).toMatch(/silent +400 +STEP_UP +baseline\/approve_payment +read amount = 250/u);
  }, 60_000);

  it('AARM-47: both the rules and the fit with the request decide: the same deletion, asked for and not', async () => {
    const action = '{"tool": "database", "operation": "delete", "parameters": {"table": "orders", "where": "x"}}';
    const [asked, not] = [
      await writ('explain', action, '--request', 'delete the test rows in orders'),
      await writ('explain', action, '--request', 'what is the weather'),
    ];
    expect(asked.stdout).toMatch(/^STEP_UP +database\.delete/u);
    expect(asked.stdout).toMatch(/^step +5, alignment/mu);
    expect(not.stdout).toMatch(/^DENY +database\.delete/u);
  }, 60_000);

  it('AARM-40: confidence under the threshold defers', async () => {
    const ls = '{"tool": "shell", "operation": "execute", "parameters": {"command": "ls"}}';
    const run = await writ('explain', ls, '--context', '{"confidence": 0.4}');
    expect(run.stdout).toMatch(/^DEFER +shell\.execute/u);
    expect(run.stdout).toMatch(/^step +4c, .*\(low_confidence\)$/mu);
    expect(run.stdout).toMatch(/^missing +`confidence`/mu);
  }, 60_000);

  it('AARM-49: the same action, context and policy are decided the same', async () => {
    const asking = ['explain', refund(250), '--pack', pack, '--json'];
    const [once, again] = [await writ(...asking), await writ(...asking)];
    expect(once.stdout).toContain('"result": "DENY"');
    expect(again.stdout).toBe(once.stdout);
  }, 60_000);

  it('AARM-50: the same action is decided by its context', async () => {
    const mail = '{"tool": "email", "operation": "send", "parameters": {"to": "x@partner.example", "subject": "s", "body": "b"}}';
    const [before, after] = [
      await writ('explain', mail),
      await writ('explain', mail, '--context', '{"data_classifications": ["PII"], "level": "CONFIDENTIAL"}'),
    ];
    expect(before.stdout).toMatch(/^ALLOW/u);
    expect(after.stdout).toMatch(/^DENY/u);
  }, 60_000);

  it('AARM-42: what would make each rule defer can be read off', async () => {
    const { rules } = JSON.parse((await writ('check', pack, '--json')).stdout) as CheckReport;
    expect(rules).toMatchObject([{ id: 'deny_unasked_refund', defers_without: ['alignment'] }]);
    expect((await writ('check', pack)).stdout).toMatch(/may defer +deny_unasked_refund without `alignment`/u);
  }, 60_000);

  it('AARM-52: where no rule speaks the posture decides, and the pack that says so is named', async () => {
    const run = await writ('explain', '{"tool": "toaster", "operation": "toast"}');
    expect(run.stdout).toMatch(/^DENY +toaster\.toast/u);
    expect(run.stdout).toMatch(/^by +posture:baseline$/mu);
    expect(run.stdout).toContain(
      'none of the 27 rules is about toaster.toast'.replace('27', String(readdirSync(join(BASELINE, 'rules')).length / 2)),
    );
  }, 60_000);
});

/** The pack where everything is allowed that no rule denies, so that a mute rule could change the result. */
const open = (): string => edited('open', { 'pack.yaml': (text) => text.replace('result: DENY', 'result: ALLOW') });

describe('writ policy diff and import', () => {
  it('diff names what changed and what flips, the looser first', async () => {
    const young = edited('young', {
      [RULE]: (text) => text.replace('priority: 500', 'priority: 450').replace('limit := 100', 'limit := 300'),
    });
    const both = await writ('diff', pack, young);
    expect(both.code).toBe(0);
    expect(both.stdout).toMatch(/~ +refunds\/deny_unasked_refund +priority 500 → 450; its conditions are others/u);
    const looser = await writ('diff', pack, open());
    expect(looser.code).toBe(1);
    expect(looser.stdout).toMatch(/golden cases: \d of 4 flip\n +(?:STEP_UP|DENY) → ALLOW \(looser\)/u);
    const same = await writ('diff', pack, pack, '--json');
    expect(JSON.parse(same.stdout) as PolicyDiff).toMatchObject({ added: [], removed: [], changed: [], flips: [], cases: 4 });
  }, 60_000);

  it('import writes a pack that passes, or nothing', async () => {
    const folder = join(root, 'sample-set');
    const refused = await writ('import', SAMPLE, '--out', folder);
    expect(refused.code).toBe(1);
    expect(refused.stdout).toMatch(/sample-policy\.yaml:\d+ {2}import_refused\n +`external` needs to know/u);
    expect(readdirSync(root)).not.toContain('sample-set');
    expect((await writ('import', SAMPLE, '--out', folder, '--own-domain', 'corp.example')).code).toBe(0);
    expect((await writ('check', folder, '--strict')).stdout).toContain('passed: nothing to complain of');
  }, 60_000);
});

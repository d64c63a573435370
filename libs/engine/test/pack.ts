import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compilePacks, resolveOpa, startEvaluator } from '@writ/policy';
import type { Evaluator } from '../src/journal/ports.js';

interface Rule {
  readonly id: string;
  readonly class: string;
  readonly result: string;
  readonly tool: string;
  readonly custom?: readonly string[];
  readonly condition?: string;
  readonly more?: string;
}

/** One rule for every way that a decision can go. */
const RULES: readonly Rule[] = [
  { id: 'reading', class: 'standard_allow', result: 'ALLOW', tool: 'file' },
  { id: 'customers', class: 'standard_allow', result: 'ALLOW', tool: 'crm' },
  { id: 'never', class: 'forbidden', result: 'DENY', tool: 'disk' },
  { id: 'mailing', class: 'standard_allow', result: 'ALLOW', tool: 'mail' },
  {
    id: 'stays_inside',
    class: 'context_dependent_deny',
    result: 'DENY',
    tool: 'mail',
    custom: ['overridable: false'],
    condition: 'if "PII" in input.context.data_classifications',
  },
  {
    id: 'few_rows',
    class: 'standard_allow',
    result: 'MODIFY',
    tool: 'query',
    custom: ['parameters: {"limit": {"type": "integer", "restricting": true}}'],
    condition: 'if input.action.parameters.limit > 10',
    more: ', "modifications": [{"op": "cap", "path": ["limit"], "value": 10}]',
  },
  { id: 'payment', class: 'standard_deny', result: 'STEP_UP', tool: 'pay', custom: ['approvers: ["approver"]'] },
  { id: 'wire', class: 'standard_deny', result: 'STEP_UP', tool: 'wire', custom: ['approvers: ["approver"]', 'quorum: 2'] },
  {
    id: 'late',
    class: 'standard_deny',
    result: 'STEP_UP',
    tool: 'late',
    custom: ['approvers: ["approver"]', 'escalation: {"after_s": 1, "to": ["boss"]}'],
  },
  { id: 'confirm', class: 'standard_deny', result: 'STEP_UP', tool: 'publish', custom: ['approvers: ["principal"]'] },
  { id: 'brief', class: 'standard_deny', result: 'STEP_UP', tool: 'brief', custom: ['approvers: ["approver"]', 'timeout_s: 1'] },
  {
    id: 'in_window',
    class: 'context_dependent_defer',
    result: 'ALLOW',
    tool: 'rotate',
    condition: 'if input.context.facts.window == "open"',
  },
  {
    id: 'vault',
    class: 'context_dependent_defer',
    result: 'STEP_UP',
    tool: 'vault',
    custom: ['approvers: ["approver"]'],
    condition: 'if input.context.facts.window == "open"',
  },
  {
    id: 'small_exports',
    class: 'standard_allow',
    result: 'ALLOW',
    tool: 'export',
    custom: ['parameters: {"rows": {"type": "integer"}}', 'priority: 800'],
    condition: 'if input.action.parameters.rows <= 100',
  },
  {
    id: 'large_exports',
    class: 'context_dependent_defer',
    result: 'ALLOW',
    tool: 'export',
    condition: 'if input.context.facts.ticket == "approved"',
  },
  {
    id: 'safe',
    class: 'context_dependent_defer',
    result: 'STEP_UP',
    tool: 'safe',
    custom: ['approvers: ["boss"]', 'quorum: 2', 'escalation: {"after_s": 60, "to": ["deputy"]}'],
    condition: 'if input.context.facts.window == "open"',
  },
  { id: 'sharing', class: 'standard_allow', result: 'ALLOW', tool: 'share', custom: ['priority: 500'] },
  {
    id: 'uncleared',
    class: 'standard_deny',
    result: 'DENY',
    tool: 'share',
    custom: ['priority: 500'],
    condition: 'if not "CLEARED" in input.context.data_classifications',
  },
  { id: 'asked_for', class: 'context_dependent_allow', result: 'DENY', tool: 'delete', custom: ['overridable: true'] },
  { id: 'endless', class: 'standard_allow', result: 'ALLOW', tool: 'endless', condition: ENDLESS() },
];

/** A count that takes far longer than a decision may. */
function ENDLESS(): string {
  return 'if count([1 | some a in numbers.range(1, 3000); some b in numbers.range(1, 3000); a * b == -1]) == 1';
}

const rego = ({ id, class: class_, result, tool, custom = [], condition = '', more = '' }: Rule): string =>
  `# METADATA
# scope: package
# title: ${id}
# description: a rule of the tests
# custom:
#   id: ${id}
#   class: ${class_}
#   result: ${result}
#   applies_to: [{"tool": "${tool}"}]
${custom.map((line) => `#   ${line}\n`).join('')}package writ.rules.${id}

outcome := {"reason": "the rule ${id} speaks"${more}} ${condition}
`;

const TOOLS = `
- { tool: file, operation: '*', effect: read, entities: [path] }
- { tool: crm, operation: '*', effect: read, output: { level: CONFIDENTIAL, labels: [PII] } }
- { tool: mail, operation: '*', effect: send, destinations: [to] }
- { tool: query, operation: '*', effect: read, parameters: { limit: { type: integer, restricting: true } } }
- { tool: pay, operation: '*', effect: pay }
- { tool: wire, operation: '*', effect: pay }
- { tool: publish, operation: '*', effect: send }
- { tool: brief, operation: '*', effect: configure }
- { tool: rotate, operation: '*', effect: credential }
- { tool: vault, operation: '*', effect: credential }
- { tool: export, operation: '*', effect: read, parameters: { rows: { type: integer, restricting: true } } }
- { tool: delete, operation: '*', effect: delete, entities: [table] }
- { tool: endless, operation: '*', effect: read }
`;

/** Starts the evaluator over the pack of the tests, compiled by opa; version, manifest and other rules make another policy of it. */
export async function startPolicy(version = '1', manifest = '', others: readonly Rule[] = []): Promise<Evaluator> {
  const root = await mkdtemp(join(tmpdir(), 'writ-engine-pack-'));
  const folder = join(root, 'engine');
  await mkdir(join(folder, 'rules'), { recursive: true });
  await writeFile(join(folder, 'pack.yaml'), `id: engine\nversion: "${version}"\ntitle: a pack of the tests\n${manifest}`);
  await writeFile(join(folder, 'tools.yaml'), TOOLS);
  for (const each of RULES) {
    const rule = others.find(({ id }) => id === each.id) ?? each;
    await writeFile(join(folder, `rules/${rule.id}.rego`), rego(rule));
    await writeFile(join(folder, `rules/${rule.id}_test.rego`), `package writ.rules.${rule.id}_test\n\ntest_nothing if true\n`);
  }
  const compiled = await compilePacks({ packs: [folder], opa: resolveOpa, outDir: join(tmpdir(), 'writ-engine-compiled') });
  return startEvaluator(compiled);
}

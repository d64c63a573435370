// A policy pack of any number of rules, five for each tool, like the ones Cerbos gets: what grows is the set, not what applies.
// Two of the five look at the session's past: a count within an hour, and a budget.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const KINDS = [
  { result: 'DENY', class: 'context_dependent_deny', when: 'input.action.parameters.amount > 1000' },
  {
    result: 'DENY',
    class: 'context_dependent_deny',
    when: '"PII" in input.context.data_classifications\n\tnot endswith(input.action.parameters.to, "@corp.example")',
  },
  {
    result: 'DENY',
    class: 'context_dependent_deny',
    when: 'temporal.over_budget(input.context.tracked.spent, input.action.parameters.amount, 1000000000)',
  },
  { result: 'DENY', class: 'context_dependent_deny', when: 'temporal.used_up(input.context.tracked.runs, 1000000)' },
  { result: 'ALLOW', class: 'standard_allow', when: 'input.context.level != "RESTRICTED"' },
];

const TRACKERS = `trackers:
  - { id: runs, applies_to: [{ effect: update }], window_s: 3600 }
  - { id: spent, applies_to: [{ effect: update }], key: to, sum: amount, window_s: 86400 }
`;

const PARAMETERS = '#   parameters:\n#     amount: {type: number}\n#     to: {type: string}\n#     path: {type: string}\n';

function ruleText({ id, tool, kind }) {
  return `# METADATA
# title: ${kind.result} by condition on ${tool}
# description: a rule of the benchmark
# custom:
#   id: ${id}
#   class: ${kind.class}
#   result: ${kind.result}
#   applies_to:
#     - tool: ${tool}
#       operation: run
${PARAMETERS}package writ.rules.${id}

import rego.v1
${kind.when.includes('temporal.') ? '\nimport data.writ.lib.temporal\n' : ''}
outcome := {"reason": "the condition holds"} if {
	${kind.when}
}
`;
}

const testText = (id) => `package writ.rules.${id}_test

import rego.v1

import data.writ.rules.${id}

test_total if {
	_ := [o | o := ${id}.outcome with input as {"action": {"parameters": {"amount": 1, "to": "a@corp.example", "path": "/x"}}, "context": {"level": "PUBLIC", "data_classifications": [], "tracked": {}}}]
	true
}
`;

/** Writes a pack of `rules` rules into `folder`, afresh. */
export function writePack({ folder, rules }) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'rules'), { recursive: true });
  const tools = [];
  for (let i = 0; i < rules; i += 1) {
    const tool = `tool_${Math.floor(i / 5)}`;
    const id = `rule_${i}`;
    writeFileSync(join(folder, 'rules', `${id}.rego`), ruleText({ id, tool, kind: KINDS[i % 5] }));
    writeFileSync(join(folder, 'rules', `${id}_test.rego`), testText(id));
    if (i % 5 === 0) tools.push(`- tool: ${tool}\n  operation: run\n  effect: update\n  output: {level: INTERNAL, labels: []}\n`);
  }
  writeFileSync(join(folder, 'tools.yaml'), tools.join(''));
  writeFileSync(join(folder, 'pack.yaml'), `id: bench-${rules}\nversion: "1"\ntitle: benchmark pack of ${rules} rules\n${TRACKERS}`);
  return folder;
}

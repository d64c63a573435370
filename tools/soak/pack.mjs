import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const rule = ({ id, tool, kind, result, more, body }) => `# METADATA
# scope: package
# title: ${id}
# description: a rule of the soak test
# custom:
#   id: ${id}
#   class: ${kind}
#   result: ${result}
#   applies_to: [{ tool: ${tool} }]
${more.map((line) => `#   ${line}\n`).join('')}package writ.rules.${id}

outcome := {"reason": "because"} if ${body}
`;

/** Nothing is published without a test that makes it speak and one that keeps it silent. */
const test = ({ id, tool }) => `package writ.rules.${id}_test

import data.writ.rules.${id}

asked(tool) := {"action": {"tool": tool, "operation": "run", "parameters": {}}, "context": {"facts": {"window": tool}}}

test_speaks if ${id}.outcome with input as asked("${tool}")

test_stays_silent if not ${id}.outcome with input as asked("another")
`;

/** A pack in which \`pay\` waits for people, \`wire\` for two of them, and \`deploy\` for a fact, each for \`deadline_s\`. */
export async function writePack(folder, { deadline_s }) {
  const wait = `timeout_s: ${deadline_s}`;
  const people = ['approvers: [approver]', wait];
  const rules = [
    { id: 'ask', tool: 'pay', kind: 'standard_deny', result: 'STEP_UP', more: people, body: 'input.action.tool == "pay"' },
    {
      id: 'ask_two',
      tool: 'wire',
      kind: 'standard_deny',
      result: 'STEP_UP',
      more: [...people, 'quorum: 2'],
      body: 'input.action.tool == "wire"',
    },
    {
      id: 'in_window',
      tool: 'deploy',
      kind: 'context_dependent_defer',
      result: 'ALLOW',
      more: [wait],
      body: 'input.context.facts.window == "deploy"',
    },
  ];
  await mkdir(join(folder, 'rules'), { recursive: true });
  await writeFile(
    join(folder, 'pack.yaml'),
    `id: soak\nversion: '1'\ntitle: soak\napprovers: [approver]\ndefer_timeout_s: ${deadline_s}\nstep_up_timeout_s: ${deadline_s}\n`,
  );
  const files = rules.flatMap((each) => [
    [`${each.id}.rego`, rule(each)],
    [`${each.id}_test.rego`, test(each)],
  ]);
  await Promise.all(files.map(([name, text]) => writeFile(join(folder, 'rules', name), text)));
  return folder;
}

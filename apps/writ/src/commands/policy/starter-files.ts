/** The sample about files: a folder that agents leave alone unless the user asks, and then a person decides. */
export const starterFiles = (id: string): Readonly<Record<string, string>> => ({
  'pack.yaml': `id: ${id}
version: '1'
title: ${id}
description: Files that agents leave alone.
# What happens to an action that no rule speaks of. In a set with other packs the strictest posture counts.
posture: { result: DENY, overridable: true }
approvers: [approver]
`,
  [`rules/${RULE}.rego`]: RULE_TEXT,
  [`rules/${RULE}_test.rego`]: TEST_TEXT,
  'cases/files.yaml': casesText(id),
  'README.md': readmeText(id),
});

const RULE = 'keep_files';

const RULE_TEXT = `# METADATA
# scope: package
# title: Files that stay as they are
# description: What is below this folder is changed only where the user asks for it, and a person agrees.
# custom:
#   id: ${RULE}
#   class: context_dependent_allow
#   result: DENY
#   priority: 350
#   applies_to:
#     - { tool: file, operation: write }
#     - { tool: file, operation: edit }
#     - { tool: file, operation: delete }
#   severity: HIGH
#   overridable: true
#   on_aligned: STEP_UP
#   approvers: [approver]
#   parameters:
#     path: { type: string }
package writ.rules.${RULE}

outcome := {"reason": "this file stays as it is: make a new one beside it"} if {
	contains(input.action.parameters.path, "/contracts/")
}
`;

const TEST_TEXT = `package writ.rules.${RULE}_test

import data.writ.rules.${RULE}

edit(path) := {"action": {"tool": "file", "operation": "edit", "parameters": {"path": path}}, "context": {}}

test_speaks if {
	${RULE}.outcome with input as edit("/shop/contracts/1.txt")
}

test_is_silent_elsewhere if {
	not ${RULE}.outcome with input as edit("/shop/notes/1.txt")
}
`;

const casesText = (
  id: string,
): string => `# Decisions that must never change. The context is that of a session that has touched nothing, with an alignment of 0.5;
# \`context\` changes fields of it.
- name: the file stays as it is
  action: { tool: file, operation: edit, parameters: { path: /shop/contracts/1.txt } }
  expected: { result: DENY, rule: ${id}/${RULE} }
- name: where the user asked for it, a person decides
  action: { tool: file, operation: edit, parameters: { path: /shop/contracts/1.txt } }
  context: { alignment: 0.9 }
  expected: { result: STEP_UP, rule: ${id}/${RULE} }
`;

const readmeText = (id: string): string => `# ${id}

| rule         | stops                                                  | interrupts                                    |
| ------------ | ------------------------------------------------------ | --------------------------------------------- |
| \`${RULE}\` | changes of these files that the user did not ask for   | a person is asked where the user asked for it |

\`\`\`sh
npx writ policy check .
npx writ policy test .
\`\`\`
`;

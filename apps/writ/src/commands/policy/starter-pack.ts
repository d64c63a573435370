/** The files of a pack that compiles and passes: one rule, its test, its golden cases. */
export const starterPack = (id: string): Readonly<Record<string, string>> => ({
  'pack.yaml': `id: ${id}
version: '1'
title: ${id}
description: Refunds are for who asked for them.
# What happens to an action that no rule speaks of. In a set with other packs the strictest posture counts.
posture: { result: DENY, overridable: true }
approvers: [approver]
`,
  'tools.yaml': `# What the tools are. An undeclared tool has the effect \`unknown\`, and its output the highest classification.
- tool: refunds
  operation: create
  effect: pay
  output: { level: INTERNAL, labels: [] }
  parameters:
    order: { type: string }
    amount: { type: number }
`,
  [`rules/${RULE}.rego`]: RULE_TEXT,
  [`rules/${RULE}_test.rego`]: TEST_TEXT,
  'cases/refunds.yaml': casesText(id),
  'README.md': readmeText(id),
});

const RULE = 'deny_unasked_refund';

const RULE_TEXT = `# METADATA
# scope: package
# title: Refunds that nobody asked for
# description: A refund of 100 or more is denied unless the user's request fits it.
# custom:
#   id: ${RULE}
#   class: context_dependent_deny
#   result: DENY
#   priority: 500
#   applies_to:
#     - { tool: refunds, operation: create }
#   severity: HIGH
#   parameters:
#     amount: { type: number }
package writ.rules.${RULE}

# Below this amount the rule has no opinion.
limit := 100

# \`alignment\` says how well the action fits what the user asked for, from 0 to 1. Without a known request it is not
# populated: the rule is mute then, and where its DENY could change the result the decision is DEFER.
outcome := {"reason": "a refund of this amount needs a request that asks for it"} if {
	input.action.parameters.amount >= limit
	input.context.alignment < 0.8
}
`;

const TEST_TEXT = `package writ.rules.${RULE}_test

import data.writ.rules.${RULE}

refund(amount, alignment) := {
	"action": {"tool": "refunds", "operation": "create", "parameters": {"order": "A-1", "amount": amount}},
	"context": {"alignment": alignment},
}

test_speaks_of_a_large_refund if {
	${RULE}.outcome with input as refund(100, 0.5)
}

test_is_silent_where_the_user_asked if {
	not ${RULE}.outcome with input as refund(100, 0.9)
}

test_is_silent_below_the_limit if {
	not ${RULE}.outcome with input as refund(99, 0.5)
}
`;

const casesText = (
  id: string,
): string => `# Decisions that must never change. The context is that of a session that has touched nothing, with an alignment of 0.5;
# \`context\` changes fields of it.
- name: a large refund nobody asked for
  action: { tool: refunds, operation: create, parameters: { order: A-1, amount: 250 } }
  expected: { result: DENY, rule: ${id}/${RULE} }
- name: a large refund as asked waits for an approver, since no rule allows it
  action: { tool: refunds, operation: create, parameters: { order: A-1, amount: 250 } }
  context: { alignment: 0.9 }
  expected: { result: STEP_UP, rule: 'posture:${id}', code: aligned_exception }
- name: a small refund is no matter of the rule
  action: { tool: refunds, operation: create, parameters: { order: A-1, amount: 20 } }
  expected: { result: DENY, rule: 'posture:${id}', code: posture }
- name: an amount that is no number
  action: { tool: refunds, operation: create, parameters: { order: A-1, amount: '250' } }
  expected: { result: DENY, code: parameter_invalid }
`;

const readmeText = (id: string): string => `# ${id}

| rule     | stops                                                | interrupts                                         |
| -------- | ---------------------------------------------------- | -------------------------------------------------- |
| \`${RULE}\` | refunds of 100 or more that the user did not ask for | large refunds while the user's request is not known |

\`\`\`sh
npx writ policy check .
npx writ policy test .
\`\`\`
`;

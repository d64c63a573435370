# METADATA
# scope: package
# title: Often to one payee
# description: The third transfer to one payee in a session is looked at.
# custom:
#   id: often_to_one_payee
#   class: context_dependent_deny
#   result: STEP_UP
#   priority: 400
#   applies_to:
#     - { tool: bank, operation: transfer }
#   severity: MEDIUM
#   approvers: [approver]
#   parameters:
#     payee: { type: string }
package writ.rules.often_to_one_payee

import data.writ.lib.temporal

outcome := {"reason": "this payee was paid twice already"} if {
	temporal.count_with_same(input.context.tracked.transfers) >= 2
}

# METADATA
# scope: package
# title: "The first payment to a payee"
# description: "More than a trifle to somebody whom this session has not paid before, or to nobody by name. A refund goes back to where the money came from."
# custom:
#   id: approve_new_payee
#   class: standard_deny
#   result: STEP_UP
#   priority: 445
#   applies_to:
#     - {"effect": "pay"}
#     - {"tool": "payments", "operation": "transfer*"}
#     - {"tool": "payments", "operation": "pay*"}
#     - {"tool": "payments", "operation": "refund*"}
#   severity: HIGH
#   approvers: ["approver"]
#   parameters:
#     amount: {"type": "any", "optional": true}
#     to: {"type": "string", "optional": true}
#   references:
#     - "AARM R3.2"
package writ.rules.approve_new_payee

import data.writ.lib.payments
import data.writ.lib.temporal

outcome := {"reason": "the first payment to this payee needs an approver"} if {
	input.action.parameters.amount > payments.new_payee_from
	not temporal.happened_before_with_same(input.context.tracked.paid_to)
	not goes_back
}

goes_back if {
	startswith(input.action.operation, "refund")
	not input.action.parameters.to
}

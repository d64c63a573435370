# METADATA
# scope: package
# title: "Split payments count together"
# description: "Payments to one payee that together reach the amount that asks."
# custom:
#   id: approve_split_payment
#   class: standard_deny
#   result: STEP_UP
#   priority: 445
#   applies_to:
#     - {"effect": "pay"}
#     - {"tool": "payments"}
#   severity: HIGH
#   approvers: ["approver"]
#   parameters:
#     amount: {"type": "number"}
#     to: {"type": "string", "optional": true}
#   references:
#     - "AARM R3.2"
package writ.rules.approve_split_payment

import data.writ.lib.payments
import data.writ.lib.temporal

outcome := {"reason": "together with what this payee got already, this needs an approver"} if {
	input.action.parameters.amount < payments.asks_from
	same := input.context.tracked.paid_to.same
	temporal.over_budget({"within": same}, input.action.parameters.amount, payments.asks_from - 1)
	same.count > 0
}

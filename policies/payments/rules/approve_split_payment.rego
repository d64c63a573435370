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
package writ.rules.approve_split_payment

import data.writ.lib.payments

outcome := {"reason": "together with what this payee got already, this needs an approver"} if {
	input.action.parameters.amount < payments.asks_from
	got := input.context.tracked.paid_to.same
	got.count > 0
	reaches(got.sum, input.action.parameters.amount)
}

reaches(sum, amount) if sum + amount >= payments.asks_from

# INVARIANT: what cannot be added up is too much.
reaches(null, _)

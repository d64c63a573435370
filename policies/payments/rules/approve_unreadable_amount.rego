# METADATA
# scope: package
# title: "Amounts that cannot be added up"
# description: "A payment whose amount is no number or is not told, or after which nobody knows what was paid today, waits for an approver: no budget can be kept."
# custom:
#   id: approve_unreadable_amount
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
#   references:
#     - "AARM R3.2"
package writ.rules.approve_unreadable_amount

outcome := {"reason": "nobody can read the amount of this payment, so no budget can be kept; should it run?"} if not readable

readable if is_number(input.action.parameters.amount)

outcome := {"reason": "what was paid today cannot be added up, so no budget can be kept; should it run?"} if {
	readable
	unknown_sum
}

unknown_sum if input.context.tracked.paid_today.within.sum == null

unknown_sum if {
	input.context.earlier.sessions > 0
	not known_elsewhere
}

known_elsewhere if is_number(input.context.earlier.tracked.paid_today.sum)

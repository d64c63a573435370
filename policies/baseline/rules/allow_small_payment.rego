# METADATA
# scope: package
# title: "Small payments"
# description: "A payment below the amount that needs an approver."
# custom:
#   id: allow_small_payment
#   class: standard_allow
#   result: ALLOW
#   priority: 100
#   applies_to:
#     - {"tool": "payments", "operation": "transfer"}
#   severity: LOW
#   parameters:
#     amount: {"type": "any", "optional": true}
#   references:
#     - "AARM R3.2"
package writ.rules.allow_small_payment

outcome := {"reason": "a small payment"} if {
	input.action.parameters.amount > 0
	input.action.parameters.amount < 1000
}

# METADATA
# scope: package
# title: "Larger payments are approved"
# description: "A payment of 1000 or more, or of an amount that is no positive number or cannot be read, waits for an approver."
# custom:
#   id: approve_payment
#   class: standard_deny
#   result: STEP_UP
#   priority: 400
#   applies_to:
#     - {"effect": "pay"}
#   severity: HIGH
#   approvers: ["approver"]
#   parameters:
#     amount: {"type": "any", "optional": true}
#   references:
#     - "AARM R3.2"
package writ.rules.approve_payment

outcome := {"reason": "nobody can read the amount of this payment; should it run?"} if not readable

readable if is_number(input.action.parameters.amount)

outcome := {"reason": "a payment of this amount needs an approver"} if {
	readable
	input.action.parameters.amount >= threshold
}

outcome := {"reason": "a payment of no positive amount needs an approver"} if {
	readable
	input.action.parameters.amount <= 0
}

threshold := 1000

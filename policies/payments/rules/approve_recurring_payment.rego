# METADATA
# scope: package
# title: "Payments that repeat themselves"
# description: "A standing order, subscription or mandate: what it will cost is not its amount."
# custom:
#   id: approve_recurring_payment
#   class: standard_deny
#   result: STEP_UP
#   priority: 446
#   applies_to:
#     - {"effect": "pay"}
#   severity: HIGH
#   approvers: ["approver"]
#   quorum: 2
#   parameters:
#     "*": {"type": "any", "optional": true}
#   references:
#     - "AARM R3.2"
package writ.rules.approve_recurring_payment

outcome := {"reason": "this payment repeats itself: two people approve it"} if repeats

repeats if regex.match(`(?i)(recurr|subscri|standing|mandate|instal)`, input.action.operation)

repeats if {
	some name, value in input.action.parameters
	lower(name) in {"interval", "frequency", "recurring", "recurrence", "repeat", "schedule"}
	not value in {false, null, "", "once", "none"}
}

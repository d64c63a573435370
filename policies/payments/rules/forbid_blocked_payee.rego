# METADATA
# scope: package
# title: "Blocked payees are never paid"
# description: "A payment in which a payee of the block list is named, under whatever parameter."
# custom:
#   id: forbid_blocked_payee
#   class: forbidden
#   result: DENY
#   priority: 1010
#   applies_to:
#     - {"effect": "pay"}
#     - {"tool": "payments", "operation": "transfer*"}
#     - {"tool": "payments", "operation": "pay*"}
#     - {"tool": "payments", "operation": "refund*"}
#   severity: HIGH
#   parameters:
#     "*": {"type": "any", "optional": true}
#   references:
#     - "AARM R3.2"
package writ.rules.forbid_blocked_payee

import data.writ.lib.payments

outcome := {"reason": "this payee is on the block list"} if {
	walk(input.action.parameters, [_, value])
	is_string(value)
	payments.plain(value) in payments.blocked
}

# METADATA
# scope: package
# title: "Who unsubscribed is left out"
# description: "Of a list of recipients, those who do not want any message are taken out; the message goes to the others."
# custom:
#   id: leave_out_unsubscribed
#   class: standard_deny
#   result: MODIFY
#   priority: 458
#   applies_to:
#     - {"tool": "email", "operation": "*send*"}
#     - {"tool": "email", "operation": "reply*"}
#     - {"tool": "mail", "operation": "*send*"}
#     - {"tool": "*gmail*", "operation": "*send*"}
#     - {"tool": "*outlook*", "operation": "*send*"}
#   severity: LOW
#   parameters:
#     to: {"type": "any", "optional": true}
#   references:
#     - "AARM R3.2"
package writ.rules.leave_out_unsubscribed

import data.writ.lib.communications

outcome := {
	"reason": "some recipients do not want to hear from us",
	"modifications": [{"op": "keep", "path": ["to"], "value": staying}],
} if {
	is_array(input.action.parameters.to)
	count(staying) < count(input.action.parameters.to)
}

staying := [recipient |
	some recipient in input.action.parameters.to
	address := communications.address_of(recipient)
	not address in communications.unsubscribed
]

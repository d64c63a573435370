# METADATA
# scope: package
# title: "Who unsubscribed is left alone"
# description: "A message to one person who does not want any."
# custom:
#   id: deny_unsubscribed
#   class: standard_deny
#   result: DENY
#   priority: 555
#   applies_to:
#     - {"tool": "email", "operation": "*send*"}
#     - {"tool": "email", "operation": "reply*"}
#     - {"tool": "mail", "operation": "*send*"}
#     - {"tool": "*gmail*", "operation": "*send*"}
#     - {"tool": "*outlook*", "operation": "*send*"}
#     - {"tool": "sms"}
#   severity: HIGH
#   parameters:
#     to: {"type": "any", "optional": true}
#   references:
#     - "AARM R3.2"
package writ.rules.deny_unsubscribed

import data.writ.lib.communications

outcome := {"reason": "this recipient does not want to hear from us"} if {
	is_string(input.action.parameters.to)
	some address in communications.addresses(input.action.parameters.to)
	address in communications.unsubscribed
}

# METADATA
# scope: package
# title: "Who unsubscribed is left alone"
# description: "A message to somebody who does not want any, where the others cannot get it without them."
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
#     "*": {"type": "any", "optional": true}
#   references:
#     - "AARM R3.2"
package writ.rules.deny_unsubscribed

import data.writ.lib.communications

outcome := {"reason": "a recipient does not want to hear from us"} if {
	some address in communications.recipients(firm)
	address in communications.unsubscribed
}

# From a list in `to` they are taken out by leave_out_unsubscribed.
firm := object.remove(input.action.parameters, {"to"}) if is_array(input.action.parameters.to)

firm := input.action.parameters if not is_array(object.get(input.action.parameters, "to", ""))

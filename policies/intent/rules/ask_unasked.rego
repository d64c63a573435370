# METADATA
# scope: package
# title: "A grave act that nobody asked for"
# description: "Sending, paying, deleting, granting or changing credentials without a word of it in the request, after instructions of strangers were read or for somebody who appears nowhere."
# custom:
#   id: ask_unasked
#   class: standard_deny
#   result: STEP_UP
#   priority: 475
#   applies_to:
#     - {"tool": "*"}
#   severity: MEDIUM
#   approvers: ["principal", "approver"]
#   references:
#     - "AARM R3.2"
#     - "AARM R2.2"
package writ.rules.ask_unasked

import data.writ.lib.intent

outcome := {"reason": "nothing in the request asks for this; should it run?"} if {
	input.context.call_origin == "unasked"
	not intent.ordinary(input.context.effect, input.context.exposed, input.context.invented_values)
	not intent.host(input.action.tool)
}

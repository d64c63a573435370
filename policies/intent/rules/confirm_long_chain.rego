# METADATA
# scope: package
# title: "A long chain of actions is confirmed"
# description: "Every so many actions since the latest request, what changes something asks the user whether to go on. Off until `confirm_every` is set."
# custom:
#   id: confirm_long_chain
#   class: standard_deny
#   result: STEP_UP
#   priority: 475
#   applies_to:
#     - {"tool": "*"}
#   severity: LOW
#   approvers: ["principal", "approver"]
#   references:
#     - "AARM R2.4"
package writ.rules.confirm_long_chain

import data.writ.lib.intent

outcome := {"reason": "many actions followed from one request; should it go on?"} if {
	intent.confirm_due(intent.confirm_every, input.context.since_request)
	not input.context.effect in {"read", "search"}
}

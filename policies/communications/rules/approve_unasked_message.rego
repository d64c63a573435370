# METADATA
# scope: package
# title: "Messages that nobody asked for"
# description: "A message outside that hardly fits what the user asked."
# custom:
#   id: approve_unasked_message
#   class: standard_deny
#   result: STEP_UP
#   priority: 455
#   applies_to:
#     - {"tool": "email", "operation": "*send*"}
#     - {"tool": "email", "operation": "reply*"}
#     - {"tool": "mail", "operation": "*send*"}
#     - {"tool": "*gmail*", "operation": "*send*"}
#     - {"tool": "*outlook*", "operation": "*send*"}
#     - {"tool": "sms"}
#   severity: HIGH
#   approvers: ["approver"]
#   parameters:
#     "*": {"type": "any", "optional": true}
#   references:
#     - "AARM R3.4"
#     - "OWASP LLM06:2025 Excessive Agency"
package writ.rules.approve_unasked_message

import data.writ.lib.communications

outcome := {"reason": "this message hardly fits what the user asked for"} if {
	input.context.alignment < 0.3
	count(communications.outside(input.action.parameters)) > 0
}

# METADATA
# scope: package
# title: "Files to strangers"
# description: "An attachment to somebody who is neither inside nor trusted."
# custom:
#   id: approve_attachment_outside
#   class: standard_deny
#   result: STEP_UP
#   priority: 455
#   applies_to:
#     - {"effect": "send"}
#     - {"tool": "email", "operation": "*send*"}
#     - {"tool": "email", "operation": "reply*"}
#     - {"tool": "mail", "operation": "*send*"}
#     - {"tool": "*gmail*", "operation": "*send*"}
#     - {"tool": "*outlook*", "operation": "*send*"}
#     - {"tool": "slack", "operation": "*post*"}
#     - {"tool": "slack", "operation": "*send*"}
#   severity: HIGH
#   approvers: ["approver"]
#   parameters:
#     "*": {"type": "any", "optional": true}
#   references:
#     - "AARM R3.2"
package writ.rules.approve_attachment_outside

import data.writ.lib.communications

outcome := {"reason": "a file would go to somebody outside"} if {
	communications.attached(input.action.parameters)
	count(communications.strangers(input.action.parameters)) > 0
}

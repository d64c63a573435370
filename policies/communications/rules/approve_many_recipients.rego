# METADATA
# scope: package
# title: "Many recipients"
# description: "A message to more people than one writes to by hand."
# custom:
#   id: approve_many_recipients
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
package writ.rules.approve_many_recipients

import data.writ.lib.communications

outcome := {"reason": "this message has many recipients"} if {
	count(communications.recipients(input.action.parameters)) > communications.most_recipients
}

# METADATA
# scope: package
# title: "Files after a secret"
# description: "An attachment, to anybody at all, once the session has touched a secret."
# custom:
#   id: approve_attachment_after_secret
#   class: context_dependent_deny
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
package writ.rules.approve_attachment_after_secret

import data.writ.lib.communications

outcome := {"reason": "this session has touched a secret, and a file would be sent"} if {
	"SECRET" in input.context.data_classifications
	communications.attached(input.action.parameters)
}

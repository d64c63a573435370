# METADATA
# scope: package
# title: "No files outside after a secret"
# description: "An attachment to somebody outside once the session has touched a secret."
# custom:
#   id: deny_attachment_after_secret
#   class: context_dependent_deny
#   result: DENY
#   priority: 556
#   applies_to:
#     - {"effect": "send"}
#     - {"tool": "email", "operation": "*send*"}
#     - {"tool": "mail", "operation": "send*"}
#     - {"tool": "*gmail*", "operation": "*send*"}
#     - {"tool": "slack", "operation": "*post*"}
#     - {"tool": "slack", "operation": "*send*"}
#   severity: HIGH
#   overridable: false
#   parameters:
#     to: {"type": "any", "optional": true}
#     cc: {"type": "any", "optional": true}
#     bcc: {"type": "any", "optional": true}
#     recipients: {"type": "any", "optional": true}
#     attachments: {"type": "any", "optional": true}
#     "*": {"type": "any", "optional": true}
#   references:
#     - "AARM R3.2"
package writ.rules.deny_attachment_after_secret

import data.writ.lib.communications

outcome := {"reason": "this session has touched a secret, and a file would leave"} if {
	"SECRET" in input.context.data_classifications
	count(input.action.parameters.attachments) > 0
	count(communications.outside(input.action.parameters)) > 0
}

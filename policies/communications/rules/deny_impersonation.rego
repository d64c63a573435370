# METADATA
# scope: package
# title: "Messages go out in one's own name"
# description: "A sender or reply address that is not of the own domains."
# custom:
#   id: deny_impersonation
#   class: standard_deny
#   result: DENY
#   priority: 555
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
#   parameters:
#     from: {"type": "any", "optional": true}
#     reply_to: {"type": "any", "optional": true}
#     sender: {"type": "any", "optional": true}
#   references:
#     - "AARM R3.2"
#     - "OWASP LLM06:2025 Excessive Agency"
package writ.rules.deny_impersonation

import data.writ.lib.communications

outcome := {"reason": "the sender or the reply address is outside"} if {
	some value in given
	some address in communications.addresses(value)
	not communications.inside(address)
}

given contains input.action.parameters.from

given contains input.action.parameters.reply_to

given contains input.action.parameters.sender

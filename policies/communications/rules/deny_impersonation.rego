# METADATA
# scope: package
# title: "Messages go out in one's own name"
# description: "A sender or reply address that is not of the own domains, in whatever header."
# custom:
#   id: deny_impersonation
#   class: standard_deny
#   result: DENY
#   priority: 555
#   applies_to:
#     - {"tool": "email", "operation": "*send*"}
#     - {"tool": "email", "operation": "reply*"}
#     - {"tool": "mail", "operation": "*send*"}
#     - {"tool": "*gmail*", "operation": "*send*"}
#     - {"tool": "*outlook*", "operation": "*send*"}
#   severity: HIGH
#   parameters:
#     "*": {"type": "any", "optional": true}
#   references:
#     - "AARM R3.2"
#     - "OWASP LLM06:2025 Excessive Agency"
package writ.rules.deny_impersonation

import data.writ.lib.communications

outcome := {"reason": "the sender or the reply address is outside"} if {
	walk(input.action.parameters, [path, value])
	communications.named(path) in {"from", "fromaddress", "fromemail", "sender", "replyto", "returnpath"}
	some address in communications.addresses(value)
	not communications.inside(address)
}

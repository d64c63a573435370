# METADATA
# scope: package
# title: "No blind copies outside"
# description: "A blind copy to somebody outside is taken away; the message goes out."
# custom:
#   id: drop_blind_copy_outside
#   class: standard_allow
#   result: MODIFY
#   priority: 355
#   applies_to:
#     - {"tool": "email", "operation": "*send*"}
#     - {"tool": "mail", "operation": "send*"}
#     - {"tool": "*gmail*", "operation": "*send*"}
#   severity: MEDIUM
#   parameters:
#     bcc: {"type": "any", "optional": true}
#   references:
#     - "AARM R3.2"
package writ.rules.drop_blind_copy_outside

import data.writ.lib.communications

outcome := {
	"reason": "a blind copy would go outside",
	"modifications": [{"op": "drop", "path": ["bcc"]}],
} if {
	some address in communications.addresses(input.action.parameters.bcc)
	not communications.inside(address)
}

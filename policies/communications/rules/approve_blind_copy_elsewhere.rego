# METADATA
# scope: package
# title: "Blind copies by another name"
# description: "A blind copy to somebody outside that is not in `bcc`, from where it would be taken away."
# custom:
#   id: approve_blind_copy_elsewhere
#   class: standard_deny
#   result: STEP_UP
#   priority: 455
#   applies_to:
#     - {"tool": "email", "operation": "*send*"}
#     - {"tool": "email", "operation": "reply*"}
#     - {"tool": "mail", "operation": "*send*"}
#     - {"tool": "*gmail*", "operation": "*send*"}
#     - {"tool": "*outlook*", "operation": "*send*"}
#   severity: HIGH
#   approvers: ["approver"]
#   parameters:
#     "*": {"type": "any", "optional": true}
#   references:
#     - "AARM R3.2"
package writ.rules.approve_blind_copy_elsewhere

import data.writ.lib.communications

outcome := {"reason": "a blind copy would go outside, in a place from which it cannot be taken"} if {
	walk(input.action.parameters, [path, value])
	path != ["bcc"]
	startswith(communications.named(path), "bcc")
	some address in communications.addresses(value)
	not communications.inside(address)
}

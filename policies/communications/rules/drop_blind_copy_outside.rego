# METADATA
# scope: package
# title: "No blind copies outside"
# description: "A blind copy to somebody outside is taken away; the message goes out."
# custom:
#   id: drop_blind_copy_outside
#   class: standard_deny
#   result: MODIFY
#   priority: 457
#   applies_to:
#     - {"tool": "email", "operation": "*send*"}
#     - {"tool": "email", "operation": "reply*"}
#     - {"tool": "mail", "operation": "*send*"}
#     - {"tool": "*gmail*", "operation": "*send*"}
#     - {"tool": "*outlook*", "operation": "*send*"}
#   severity: MEDIUM
#   parameters:
#     bcc: {"type": "any", "optional": true}
#   references:
#     - "AARM R3.2"
package writ.rules.drop_blind_copy_outside

import data.writ.lib.communications

outcome := {"reason": "a blind copy would go outside", "modifications": [edit]} if {
	some address in communications.addresses(input.action.parameters.bcc)
	not communications.inside(address)
}

# Of a list the insiders stay; a text that names somebody outside goes as a whole.
edit := {"op": "keep", "path": ["bcc"], "value": insiders} if is_array(input.action.parameters.bcc)

else := {"op": "drop", "path": ["bcc"]}

insiders := [recipient |
	some recipient in input.action.parameters.bcc
	communications.inside(communications.address_of(recipient))
]

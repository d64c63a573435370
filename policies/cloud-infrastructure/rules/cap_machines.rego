# METADATA
# scope: package
# title: "Few machines at once"
# description: "More machines at once than one needs become as many as that."
# custom:
#   id: cap_machines
#   class: standard_allow
#   result: MODIFY
#   priority: 365
#   applies_to:
#     - {"tool": "cloud", "operation": "create_instance*"}
#   severity: MEDIUM
#   parameters:
#     count: {"type": "integer", "optional": true, "restricting": true}
#   references:
#     - "AARM R3.2"
package writ.rules.cap_machines

import data.writ.lib.cloud

outcome := {
	"reason": "fewer machines are enough",
	"modifications": [{"op": "cap", "path": ["count"], "value": cloud.most_machines}],
} if {
	input.action.parameters.count > cloud.most_machines
}

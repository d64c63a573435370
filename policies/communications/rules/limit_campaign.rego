# METADATA
# scope: package
# title: "Campaigns are limited"
# description: "A mass mail goes to at most so many people, whatever its list holds."
# custom:
#   id: limit_campaign
#   class: standard_deny
#   result: MODIFY
#   priority: 456
#   applies_to:
#     - {"tool": "campaigns", "operation": "send*"}
#   severity: MEDIUM
#   parameters:
#     max_recipients: {"type": "integer", "optional": true}
#   references:
#     - "AARM R3.2"
package writ.rules.limit_campaign

import data.writ.lib.communications

outcome := {
	"reason": "a campaign goes to so many people at most",
	"modifications": [{"op": "cap", "path": ["max_recipients"], "value": communications.most_of_a_campaign}],
} if {
	not few
}

few if input.action.parameters.max_recipients <= communications.most_of_a_campaign

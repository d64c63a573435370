# METADATA
# scope: package
# title: "Nothing confidential in public"
# description: "A post to the public or to a channel for everybody, after the session touched anything confidential."
# custom:
#   id: deny_public_after_confidential
#   class: context_dependent_deny
#   result: DENY
#   priority: 556
#   applies_to:
#     - {"tool": "social"}
#     - {"tool": "slack", "operation": "*post*"}
#     - {"tool": "slack", "operation": "*send*"}
#   severity: HIGH
#   overridable: false
#   parameters:
#     channel: {"type": "string", "optional": true}
#   references:
#     - "AARM R3.2"
package writ.rules.deny_public_after_confidential

import data.writ.lib.communications

outcome := {"reason": "this session has touched confidential data, and everybody would read this"} if {
	communications.sensitive(input.context.level, input.context.data_classifications)
	everybody
}

everybody if input.action.tool == "social"

everybody if communications.everybody(input.action.parameters.channel)

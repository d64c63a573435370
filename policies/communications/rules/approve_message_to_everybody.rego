# METADATA
# scope: package
# title: "Messages to everybody inside"
# description: "A post in a channel for everybody, or one that calls everybody in a channel."
# custom:
#   id: approve_message_to_everybody
#   class: standard_deny
#   result: STEP_UP
#   priority: 455
#   applies_to:
#     - {"tool": "slack", "operation": "*post*"}
#     - {"tool": "slack", "operation": "*send*"}
#   severity: MEDIUM
#   approvers: ["approver"]
#   parameters:
#     channel: {"type": "string", "optional": true}
#     "*": {"type": "any", "optional": true}
#   references:
#     - "AARM R3.2"
package writ.rules.approve_message_to_everybody

import data.writ.lib.communications

outcome := {"reason": "this reaches everybody at once"} if everybody

everybody if communications.everybody(input.action.parameters.channel)

everybody if {
	walk(input.action.parameters, [_, value])
	is_string(value)
	regex.match(`(?i)(<!(channel|here|everyone)|(^|[^0-9a-z.])@(channel|here|everyone)\b)`, value)
}

# METADATA
# scope: package
# title: "Many messages"
# description: "More messages within an hour than a person writes."
# custom:
#   id: approve_many_messages
#   class: standard_deny
#   result: STEP_UP
#   priority: 455
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
#   approvers: ["approver"]
#   references:
#     - "AARM R3.2"
package writ.rules.approve_many_messages

import data.writ.lib.communications
import data.writ.lib.temporal

outcome := {"reason": "many messages went out within an hour"} if {
	temporal.used_up(input.context.tracked.messages_sent, communications.most_in_an_hour)
}

# METADATA
# scope: package
# title: "After bank details were changed"
# description: "A payment in a session that changed a payee within a day: the usual way of invoice fraud."
# custom:
#   id: approve_after_bank_details
#   class: standard_deny
#   result: STEP_UP
#   priority: 446
#   applies_to:
#     - {"effect": "pay"}
#     - {"tool": "payments", "operation": "transfer*"}
#     - {"tool": "payments", "operation": "pay*"}
#     - {"tool": "payments", "operation": "refund*"}
#   severity: CRITICAL
#   approvers: ["approver"]
#   quorum: 2
#   parameters:
#     amount: {"type": "any", "optional": true}
#   references:
#     - "AARM R3.2"
package writ.rules.approve_after_bank_details

import data.writ.lib.temporal

outcome := {"reason": "bank details were changed in this session: two people check them"} if {
	temporal.formerly_within(input.context.tracked.bank_details_changed)
}

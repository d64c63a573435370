# METADATA
# scope: package
# title: "Many payments at once"
# description: "More payments in ten minutes than a person would make."
# custom:
#   id: approve_rapid_payments
#   class: standard_deny
#   result: STEP_UP
#   priority: 445
#   applies_to:
#     - {"effect": "pay"}
#     - {"tool": "payments", "operation": "transfer*"}
#     - {"tool": "payments", "operation": "pay*"}
#     - {"tool": "payments", "operation": "refund*"}
#   severity: HIGH
#   approvers: ["approver"]
#   parameters:
#     amount: {"type": "any", "optional": true}
#   references:
#     - "AARM R3.2"
package writ.rules.approve_rapid_payments

import data.writ.lib.payments
import data.writ.lib.temporal

outcome := {"reason": "there were many payments within ten minutes"} if {
	temporal.used_up(input.context.tracked.payments_asked, payments.most_in_ten_minutes)
}

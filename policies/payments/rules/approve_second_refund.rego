# METADATA
# scope: package
# title: "An order is refunded once"
# description: "A further refund for an order that this session refunded before, as in parts."
# custom:
#   id: approve_second_refund
#   class: standard_deny
#   result: STEP_UP
#   priority: 445
#   applies_to:
#     - {"tool": "payments", "operation": "refund*"}
#   severity: HIGH
#   approvers: ["approver"]
#   parameters:
#     order: {"type": "string"}
#   references:
#     - "AARM R3.2"
package writ.rules.approve_second_refund

import data.writ.lib.temporal

outcome := {"reason": "this order was refunded before"} if {
	input.action.parameters.order
	temporal.happened_before_with_same(input.context.tracked.refunded_orders)
}

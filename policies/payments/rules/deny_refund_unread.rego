# METADATA
# scope: package
# title: "A refund needs its order"
# description: "A refund for an order that this session has not read before."
# custom:
#   id: deny_refund_unread
#   class: context_dependent_deny
#   result: DENY
#   priority: 545
#   applies_to:
#     - {"tool": "payments", "operation": "refund*"}
#   severity: HIGH
#   overridable: false
#   parameters:
#     order: {"type": "string"}
#   references:
#     - "AARM R3.2"
package writ.rules.deny_refund_unread

import data.writ.lib.temporal

outcome := {"reason": "read the order before it is refunded"} if {
	input.action.parameters.order
	not temporal.happened_before_with_same(input.context.tracked.orders_read)
}

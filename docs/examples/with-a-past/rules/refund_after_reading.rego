# METADATA
# scope: package
# title: A refund only after its order was read
# description: A refund only after its order was read.
# custom:
#   id: refund_after_reading
#   class: context_dependent_deny
#   result: DENY
#   priority: 500
#   applies_to:
#     - { tool: orders, operation: refund }
#   severity: MEDIUM
#   overridable: false
#   parameters:
#     order: { type: string }
package writ.rules.refund_after_reading

import data.writ.lib.temporal

outcome := {"reason": "read the order first"} if not temporal.happened_before_with_same(input.context.tracked.orders_read)

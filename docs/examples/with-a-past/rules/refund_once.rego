# METADATA
# scope: package
# title: An order is refunded once
# description: An order is refunded once.
# custom:
#   id: refund_once
#   class: context_dependent_deny
#   result: DENY
#   priority: 500
#   applies_to:
#     - { tool: orders, operation: refund }
#   severity: MEDIUM
#   overridable: false
#   parameters:
#     order: { type: string }
package writ.rules.refund_once

import data.writ.lib.temporal

outcome := {"reason": "this order was refunded before"} if temporal.happened_before_with_same(input.context.tracked.refunds)

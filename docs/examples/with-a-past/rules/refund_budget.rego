# METADATA
# scope: package
# title: Refunds of at most 500 a day
# description: Refunds of at most 500 a day.
# custom:
#   id: refund_budget
#   class: context_dependent_deny
#   result: DENY
#   priority: 500
#   applies_to:
#     - { tool: orders, operation: refund }
#   severity: MEDIUM
#   overridable: false
#   parameters:
#     amount: { type: number }
package writ.rules.refund_budget

import data.writ.lib.temporal

outcome := {"reason": "the refunds of a day are used up"} if temporal.over_budget(input.context.tracked.refunds, input.action.parameters.amount, 500)

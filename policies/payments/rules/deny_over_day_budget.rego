# METADATA
# scope: package
# title: "The budget of a day"
# description: "A payment that would take what this session paid today, by any tool, over the budget."
# custom:
#   id: deny_over_day_budget
#   class: context_dependent_deny
#   result: DENY
#   priority: 545
#   applies_to:
#     - {"effect": "pay"}
#     - {"tool": "payments", "operation": "transfer*"}
#     - {"tool": "payments", "operation": "pay*"}
#     - {"tool": "payments", "operation": "refund*"}
#   severity: HIGH
#   overridable: false
#   parameters:
#     amount: {"type": "any", "optional": true}
#   references:
#     - "AARM R3.2"
package writ.rules.deny_over_day_budget

import data.writ.lib.payments
import data.writ.lib.temporal

outcome := {"reason": "this would go over the budget of the day"} if {
	is_number(input.action.parameters.amount)
	is_number(input.context.tracked.paid_today.within.sum)
	temporal.over_budget(input.context.tracked.paid_today, input.action.parameters.amount, payments.day_budget)
}

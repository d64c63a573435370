# METADATA
# scope: package
# title: "The budget of a day, over all sessions"
# description: "A payment that would take what this agent paid today for this person, in this session and others, over the budget."
# custom:
#   id: deny_over_day_budget_elsewhere
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
package writ.rules.deny_over_day_budget_elsewhere

import data.writ.lib.payments

outcome := {"reason": "with what other sessions paid today, this would go over the budget of the day"} if {
	input.context.earlier.sessions > 0
	is_number(input.action.parameters.amount)
	(input.context.tracked.paid_today.within.sum + input.context.earlier.tracked.paid_today.sum) + input.action.parameters.amount > payments.day_budget
}

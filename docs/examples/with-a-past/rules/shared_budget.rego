# METADATA
# scope: package
# title: Twenty messages an hour, whatever the channel
# description: Mail and text messages share one budget.
# custom:
#   id: shared_budget
#   class: context_dependent_deny
#   result: DENY
#   priority: 500
#   applies_to:
#     - { tool: mail, operation: send }
#     - { tool: sms, operation: send }
#   severity: MEDIUM
#   overridable: false
package writ.rules.shared_budget

import data.writ.lib.temporal

outcome := {"reason": "twenty messages within the hour were enough"} if temporal.count_within(input.context.tracked.messages) >= 20

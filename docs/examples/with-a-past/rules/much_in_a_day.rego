# METADATA
# scope: package
# title: Much in a day
# description: Once 1,000 were transferred within a day, or nobody knows how much, somebody looks at the next transfer.
# custom:
#   id: much_in_a_day
#   class: context_dependent_deny
#   result: STEP_UP
#   priority: 400
#   applies_to:
#     - { tool: bank, operation: transfer }
#   severity: MEDIUM
#   approvers: [approver]
package writ.rules.much_in_a_day

import data.writ.lib.temporal

outcome := {"reason": "1,000 or more were transferred today"} if not little

# In a definition of its own: `not` around the comparison would stay silent where the sum is not known.
little if temporal.sum_within(input.context.tracked.transfers) < 1000

# METADATA
# scope: package
# title: At most three password resets an hour
# description: At most three password resets an hour.
# custom:
#   id: few_resets
#   class: context_dependent_deny
#   result: DENY
#   priority: 500
#   applies_to:
#     - { tool: accounts, operation: reset_password }
#   severity: MEDIUM
#   overridable: false
package writ.rules.few_resets

import data.writ.lib.temporal

outcome := {"reason": "three resets within the hour were enough"} if temporal.used_up(input.context.tracked.resets, 3)

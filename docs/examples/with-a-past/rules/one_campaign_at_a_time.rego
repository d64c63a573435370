# METADATA
# scope: package
# title: Ten minutes between campaigns
# description: Ten minutes between campaigns.
# custom:
#   id: one_campaign_at_a_time
#   class: context_dependent_deny
#   result: DENY
#   priority: 500
#   applies_to:
#     - { tool: mail, operation: send_campaign }
#   severity: MEDIUM
#   overridable: false
package writ.rules.one_campaign_at_a_time

import data.writ.lib.temporal

outcome := {"reason": "the last campaign went out a moment ago"} if temporal.cooling_down(input.context.tracked.campaigns, 600)

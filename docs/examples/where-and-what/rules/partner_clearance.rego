# METADATA
# scope: package
# title: No more than a partner may see
# description: A session that has touched more than a partner may see uploads nothing to it.
# custom:
#   id: partner_clearance
#   class: context_dependent_deny
#   result: DENY
#   priority: 510
#   applies_to:
#     - { tool: partner, operation: upload }
#   severity: HIGH
#   overridable: false
#   parameters:
#     url: { type: string }
package writ.rules.partner_clearance

import data.writ.lib.destinations
import data.writ.lib.labels

clearance := {"lab.example": "CONFIDENTIAL", "print.example": "INTERNAL"}

outcome := {"reason": "this partner may not see what the session has touched"} if not cleared

cleared if {
	host := destinations.host_of(input.action.parameters.url)
	some domain, level in clearance
	destinations.below(host, domain)
	labels.rank_of(input.context.level) <= labels.rank_of(level)
}

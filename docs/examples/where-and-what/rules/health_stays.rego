# METADATA
# scope: package
# title: Health data stays
# description: Once a session has touched health data, it uploads nothing.
# custom:
#   id: health_stays
#   class: context_dependent_deny
#   result: DENY
#   priority: 520
#   applies_to:
#     - { tool: partner, operation: upload }
#   severity: HIGH
#   overridable: false
package writ.rules.health_stays

import data.writ.lib.labels

outcome := {"reason": "the session has touched health data"} if labels.has_label(input.context.data_classifications, "PHI")

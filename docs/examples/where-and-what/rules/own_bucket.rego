# METADATA
# scope: package
# title: Only our buckets
# description: Objects are copied to buckets of our own; what is no bucket is none of ours.
# custom:
#   id: own_bucket
#   class: standard_deny
#   result: DENY
#   priority: 500
#   applies_to:
#     - { tool: storage, operation: copy }
#   severity: MEDIUM
#   overridable: false
#   parameters:
#     to: { type: string }
package writ.rules.own_bucket

import data.writ.lib.destinations

ours := {"corp-archive", "corp-reports"}

outcome := {"reason": "this is not one of our buckets"} if not is_ours

# In a definition of its own: `not` around it would stay silent where there is no bucket to ask about.
is_ours if destinations.bucket_of(input.action.parameters.to) in ours

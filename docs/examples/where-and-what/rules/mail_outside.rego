# METADATA
# scope: package
# title: Mail leaves the house after a look
# description: Somebody looks at mail to other domains before it is sent.
# custom:
#   id: mail_outside
#   class: standard_deny
#   result: STEP_UP
#   priority: 400
#   applies_to:
#     - { tool: mail, operation: send }
#   severity: MEDIUM
#   approvers: [approver]
#   parameters:
#     to: { type: string }
package writ.rules.mail_outside

import data.writ.lib.destinations

outcome := {"reason": "this address is not ours"} if not destinations.inside(input.action.parameters.to, ["corp.example"])

# METADATA
# scope: package
# title: "Invitations to strangers"
# description: "A calendar event that invites somebody who is neither inside nor trusted."
# custom:
#   id: approve_invitation_outside
#   class: standard_deny
#   result: STEP_UP
#   priority: 455
#   applies_to:
#     - {"tool": "calendar"}
#     - {"tool": "*calendar*"}
#   severity: MEDIUM
#   approvers: ["approver"]
#   parameters:
#     "*": {"type": "any", "optional": true}
#   references:
#     - "AARM R3.2"
package writ.rules.approve_invitation_outside

import data.writ.lib.communications

outcome := {"reason": "this invites somebody from outside"} if count(communications.strangers(input.action.parameters)) > 0

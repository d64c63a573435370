# METADATA
# scope: package
# title: "Recipients must be readable"
# description: "A mail whose recipients are not among its parameters: a raw message, a list, nobody."
# custom:
#   id: approve_unreadable_recipients
#   class: standard_deny
#   result: STEP_UP
#   priority: 455
#   applies_to:
#     - {"tool": "email", "operation": "*send*"}
#     - {"tool": "email", "operation": "reply*"}
#     - {"tool": "mail", "operation": "*send*"}
#     - {"tool": "*gmail*", "operation": "*send*"}
#     - {"tool": "*outlook*", "operation": "*send*"}
#   severity: HIGH
#   approvers: ["approver"]
#   parameters:
#     "*": {"type": "any", "optional": true}
#   references:
#     - "AARM R3.2"
package writ.rules.approve_unreadable_recipients

import data.writ.lib.communications

outcome := {"reason": "to whom this mail goes cannot be read"} if count(communications.recipients(input.action.parameters)) == 0

# METADATA
# scope: package
# title: "Going in circles"
# description: "The same command again and again: nobody is being helped any more."
# custom:
#   id: approve_going_in_circles
#   class: standard_deny
#   result: STEP_UP
#   priority: 425
#   applies_to:
#     - {"tool": "shell", "operation": "execute"}
#   severity: MEDIUM
#   approvers: ["approver"]
#   parameters:
#     command: {"type": "string"}
#   references:
#     - "AARM R3.2"
package writ.rules.approve_going_in_circles

import data.writ.lib.temporal

outcome := {"reason": "this very command was tried many times within a quarter of an hour"} if temporal.count_with_same(input.context.tracked.same_command) >= 24

# METADATA
# scope: package
# title: "Too far from the request"
# description: "The session has moved farther from the request than the profile of its agent type allows, and that asks."
# custom:
#   id: ask_after_drift
#   class: standard_deny
#   result: STEP_UP
#   priority: 475
#   applies_to:
#     - {"tool": "*"}
#   severity: MEDIUM
#   approvers: ["principal", "approver"]
#   references:
#     - "AARM R7"
package writ.rules.ask_after_drift

outcome := {"reason": "this session has moved away from what was asked for; should it go on?"} if input.context.drift_response == "STEP_UP"

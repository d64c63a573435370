# METADATA
# scope: package
# title: "Too far from the request, deferred"
# description: "The session has moved farther from the request than the profile of its agent type allows, and that waits."
# custom:
#   id: defer_after_drift
#   class: context_dependent_defer
#   result: DEFER
#   priority: 705
#   applies_to:
#     - {"tool": "*"}
#   severity: MEDIUM
#   references:
#     - "AARM R7"
package writ.rules.defer_after_drift

outcome := {"reason": "this session has moved away from what was asked for"} if input.context.drift_response == "DEFER"

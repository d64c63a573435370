# METADATA
# scope: package
# title: "Posts to the public"
# description: "A post that everybody can read."
# custom:
#   id: approve_public_post
#   class: standard_deny
#   result: STEP_UP
#   priority: 455
#   applies_to:
#     - {"tool": "social"}
#   severity: HIGH
#   approvers: ["approver"]
#   references:
#     - "AARM R3.2"
package writ.rules.approve_public_post

outcome := {"reason": "everybody will read this"} if not reads

reads if regex.match(`(?i)^(get|list|read|search)`, input.action.operation)

# METADATA
# scope: package
# title: "Deployments in a change window"
# description: "Whether the change window is open must be known before a cloud tool deploys; while it is, people approve the deployment."
# custom:
#   id: deploy_in_window
#   class: context_dependent_defer
#   result: STEP_UP
#   priority: 725
#   applies_to:
#     - {"tool": "cloud", "operation": "deploy*"}
#   severity: HIGH
#   approvers: ["approver"]
#   references:
#     - "AARM R3.2"
#     - "AARM R3.7"
package writ.rules.deploy_in_window

outcome := {"reason": "this deploys, and the change window is open"} if input.context.facts.change_window == "open"

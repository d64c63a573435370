# METADATA
# scope: package
# title: "No deployments outside of a change window"
# description: "While the change window is closed no cloud tool deploys."
# custom:
#   id: deploy_outside_window
#   class: context_dependent_defer
#   result: DENY
#   priority: 725
#   applies_to:
#     - {"tool": "cloud", "operation": "deploy*"}
#   severity: HIGH
#   references:
#     - "AARM R3.2"
#     - "AARM R3.7"
package writ.rules.deploy_outside_window

outcome := {"reason": "this deploys, and the change window is closed"} if input.context.facts.change_window != "open"

# METADATA
# scope: package
# title: "Credentials rotate in a change window"
# description: "Whether a change window is open must be known; while it is, a rotation runs."
# custom:
#   id: rotate_in_change_window
#   class: context_dependent_defer
#   result: ALLOW
#   priority: 700
#   applies_to:
#     - {"tool": "credentials", "operation": "rotate"}
#   severity: MEDIUM
#   parameters:
#     name: {"type": "string"}
#   references:
#     - "AARM R3.2"
#     - "AARM R3.7"
package writ.rules.rotate_in_change_window

outcome := {"reason": "the change window is open"} if input.context.facts.change_window == "open"

# METADATA
# scope: package
# title: "No rotation outside a change window"
# description: "A rotation is denied while the change window is known not to be open."
# custom:
#   id: rotate_outside_window
#   class: standard_deny
#   result: DENY
#   priority: 710
#   applies_to:
#     - {"tool": "credentials", "operation": "rotate"}
#   severity: HIGH
#   overridable: false
#   parameters:
#     name: {"type": "string"}
#   references:
#     - "AARM R3.2"
package writ.rules.rotate_outside_window

outcome := {"reason": "the change window is not open"} if input.context.facts.change_window != "open"

# METADATA
# scope: package
# title: "Outputs that nobody looked at"
# description: "An output of which only a part could be looked at is not shown."
# custom:
#   id: deny_unread_output
#   class: standard_deny
#   result: DENY
#   priority: 510
#   applies_to:
#     - {"tool": "output", "operation": "release"}
#   severity: MEDIUM
#   overridable: false
#   parameters:
#     whole: {"type": "boolean"}
#   references:
#     - "AARM R2.3"
package writ.rules.deny_unread_output

outcome := {"reason": "only a part of this output could be looked at; ask the tool for less"} if not input.action.parameters.whole

# METADATA
# scope: package
# title: "Programs"
# description: "A Python program; what reaches beyond the project is another rule's."
# custom:
#   id: allow_program
#   class: standard_allow
#   result: ALLOW
#   priority: 100
#   applies_to:
#     - {"tool": "python"}
#     - {"tool": "*python*"}
#     - {"tool": "code_interpreter"}
#     - {"tool": "ipython"}
#     - {"tool": "jupyter"}
#   severity: LOW
#   parameters:
#     "*": {"type": "any", "optional": true}
#   references:
#     - "AARM R3.2"
package writ.rules.allow_program

outcome := {"reason": "an ordinary program"} if count(input.action.python.unreadable) == 0

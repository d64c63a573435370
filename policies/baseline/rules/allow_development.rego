# METADATA
# scope: package
# title: "Ordinary development"
# description: "Shell commands and file work that no other rule objects to."
# custom:
#   id: allow_development
#   class: standard_allow
#   result: ALLOW
#   priority: 100
#   applies_to:
#     - {"tool": "shell", "operation": "execute"}
#     - {"tool": "file", "operation": "read"}
#     - {"tool": "file", "operation": "write"}
#     - {"tool": "file", "operation": "edit"}
#     - {"tool": "file", "operation": "search"}
#     - {"tool": "file", "operation": "list"}
#     - {"tool": "file", "operation": "delete"}
#     - {"tool": "file", "operation": "move"}
#   severity: LOW
#   references:
#     - "AARM R3.2"
package writ.rules.allow_development

outcome := {"reason": "ordinary development"} if input.action.tool in {"shell", "file"}

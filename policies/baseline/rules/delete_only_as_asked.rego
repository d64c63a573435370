# METADATA
# scope: package
# title: "Rows are deleted only as the user asked"
# description: "A deletion by a database or a cloud tool is denied, unless it fits what the user asked for: then a person approves it."
# custom:
#   id: delete_only_as_asked
#   class: context_dependent_allow
#   result: DENY
#   priority: 300
#   applies_to:
#     - {"tool": "database", "operation": "delete*"}
#     - {"tool": "database", "operation": "truncate"}
#     - {"tool": "database", "operation": "drop*"}
#     - {"tool": "cloud", "operation": "delete*"}
#     - {"tool": "cloud", "operation": "terminate*"}
#     - {"effect": "delete"}
#   severity: HIGH
#   overridable: true
#   on_aligned: "STEP_UP"
#   approvers: ["approver"]
#   references:
#     - "AARM R3.2"
#     - "AARM R3.4"
#     - "OWASP LLM06:2025 Excessive Agency"
package writ.rules.delete_only_as_asked

outcome := {"reason": "a deletion needs a request that asks for it, and an approver"} if input.action.tool != "file"

# METADATA
# scope: package
# title: "Resources are deleted only as asked"
# description: "A deletion by a cloud tool is denied, unless it fits what the user asked for: then a person approves it."
# custom:
#   id: destroy_only_as_asked
#   class: context_dependent_allow
#   result: DENY
#   priority: 365
#   applies_to:
#     - {"tool": "cloud"}
#     - {"tool": "*aws*"}
#     - {"tool": "*gcp*"}
#     - {"tool": "*azure*"}
#     - {"tool": "*kubernetes*"}
#   severity: HIGH
#   overridable: true
#   on_aligned: "STEP_UP"
#   approvers: ["approver"]
#   references:
#     - "AARM R3.4"
#     - "OWASP LLM06:2025 Excessive Agency"
package writ.rules.destroy_only_as_asked

outcome := {"reason": "a deletion needs a request that asks for it, and an approver"} if regex.match(`(?i)^(delete|terminate|destroy|remove|purge)|[_-](delete|terminate|destroy)$`, input.action.operation)

# METADATA
# scope: package
# title: "Deletions are denied otherwise"
# description: "The baseline of a context-dependent allow."
# custom:
#   id: test_ctx_allow_baseline
#   class: standard_deny
#   result: DENY
#   priority: 100
#   applies_to:
#     - {"tool": "database", "operation": "delete"}
#   severity: HIGH
#   references:
#     - "AARM R3.2"
package writ.rules.test_ctx_allow_baseline

outcome := {"reason": "a deletion that nobody asked for"} if input.action.operation == "delete"

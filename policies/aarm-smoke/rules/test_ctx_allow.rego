# METADATA
# scope: package
# title: "Test data is deleted as asked"
# description: "The specification's `test-ctx-allow`."
# custom:
#   id: test_ctx_allow
#   class: context_dependent_allow
#   result: STEP_UP
#   priority: 800
#   applies_to:
#     - {"tool": "database", "operation": "delete"}
#   severity: HIGH
#   approvers: ["approver"]
#   references:
#     - "AARM R3.2"
#     - "AARM test environment: test-ctx-allow"
package writ.rules.test_ctx_allow

outcome := {"reason": "the user asked for it, and a person confirms"} if contains(lower(input.context.original_request), "delete my test data")

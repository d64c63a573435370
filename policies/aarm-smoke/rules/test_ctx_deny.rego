# METADATA
# scope: package
# title: "No mail after personal data"
# description: "The specification's `test-ctx-deny`."
# custom:
#   id: test_ctx_deny
#   class: context_dependent_deny
#   result: DENY
#   priority: 900
#   applies_to:
#     - {"tool": "email", "operation": "send"}
#   severity: HIGH
#   overridable: false
#   references:
#     - "AARM R3.2"
#     - "AARM test environment: test-ctx-deny"
package writ.rules.test_ctx_deny

outcome := {"reason": "this session has touched personal data"} if "PII" in input.context.data_classifications

# METADATA
# scope: package
# title: "A rotation waits for certainty"
# description: "The specification's `test-ctx-defer`."
# custom:
#   id: test_ctx_defer
#   class: context_dependent_defer
#   result: DEFER
#   priority: 702
#   applies_to:
#     - {"tool": "credentials", "operation": "rotate"}
#   severity: HIGH
#   references:
#     - "AARM R3.2"
#     - "AARM test environment: test-ctx-defer"
package writ.rules.test_ctx_defer

outcome := {"reason": "the signals are too uncertain"} if input.context.confidence < 0.5

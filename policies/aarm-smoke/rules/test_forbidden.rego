# METADATA
# scope: package
# title: "Dropping a table is forbidden"
# description: "The specification's `test-forbidden`."
# custom:
#   id: test_forbidden
#   class: forbidden
#   result: DENY
#   priority: 1000
#   applies_to:
#     - {"tool": "database", "operation": "drop_table"}
#   severity: HIGH
#   references:
#     - "AARM R3.2"
#     - "AARM test environment: test-forbidden"
package writ.rules.test_forbidden

outcome := {"reason": "dropping a table is forbidden"} if input.action.operation == "drop_table"

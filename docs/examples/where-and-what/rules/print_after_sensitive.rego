# METADATA
# scope: package
# title: Somebody looks at sensitive prints
# description: Paper lies around.
# custom:
#   id: print_after_sensitive
#   class: context_dependent_deny
#   result: STEP_UP
#   priority: 400
#   applies_to:
#     - { tool: printer, operation: print }
#   severity: MEDIUM
#   approvers: [approver]
package writ.rules.print_after_sensitive

import data.writ.lib.labels

outcome := {"reason": "the session has touched personal or financial data"} if {
	labels.at_least(input.context.level, "CONFIDENTIAL")
	labels.has_any(input.context.data_classifications, {"PII", "FINANCIAL"})
}

# METADATA
# scope: package
# title: An export that nobody asked for
# description: Customers are exported only where the request fits.
# custom:
#   id: unasked_export
#   class: context_dependent_allow
#   result: DENY
#   priority: 400
#   applies_to:
#     - { tool: customers, operation: export }
#   severity: MEDIUM
#   overridable: true
#   on_aligned: STEP_UP
#   approvers: [approver]
package writ.rules.unasked_export

outcome := {"reason": "nobody asked for an export"} if input.context.alignment < 0.8

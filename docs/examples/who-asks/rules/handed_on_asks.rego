# METADATA
# scope: package
# title: What was handed on is asked about
# description: A payment by an agent that had the task from another agent takes an approver.
# custom:
#   id: handed_on_asks
#   class: context_dependent_deny
#   result: STEP_UP
#   priority: 450
#   applies_to:
#     - { tool: payments, operation: transfer }
#   severity: HIGH
#   overridable: false
#   approvers: [approver]
package writ.rules.handed_on_asks

outcome := {"reason": sprintf("the task came from %v", [last.delegator])} if {
	count(input.identity.chain) > 1
	last := input.identity.chain[count(input.identity.chain) - 1]
}

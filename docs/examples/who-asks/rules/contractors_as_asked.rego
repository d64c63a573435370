# METADATA
# scope: package
# title: Contractors change files as asked
# description: An agent of a contractor changes files only where the contractor asks for it, and a person agrees.
# custom:
#   id: contractors_as_asked
#   class: context_dependent_allow
#   result: DENY
#   priority: 350
#   applies_to:
#     - { tool: file, operation: write }
#     - { tool: file, operation: delete }
#   severity: HIGH
#   overridable: true
#   on_aligned: STEP_UP
#   approvers: [approver]
package writ.rules.contractors_as_asked

outcome := {"reason": "an agent of a contractor changes nothing of its own accord"} if "contractor" in input.identity.roles

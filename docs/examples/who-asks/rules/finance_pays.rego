# METADATA
# scope: package
# title: Finance pays
# description: Only an agent of somebody in finance pays; whose groups are not known, waits.
# custom:
#   id: finance_pays
#   class: context_dependent_deny
#   result: DENY
#   priority: 500
#   applies_to:
#     - { tool: payments, operation: transfer }
#   severity: HIGH
#   overridable: false
package writ.rules.finance_pays

outcome := {"reason": "only agents of people in finance pay"} if not is_finance

is_finance if "finance" in input.identity.groups

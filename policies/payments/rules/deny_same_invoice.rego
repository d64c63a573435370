# METADATA
# scope: package
# title: "An invoice is paid once"
# description: "A payment for an invoice that this session paid before."
# custom:
#   id: deny_same_invoice
#   class: context_dependent_deny
#   result: DENY
#   priority: 545
#   applies_to:
#     - {"effect": "pay"}
#     - {"tool": "payments"}
#   severity: HIGH
#   overridable: false
#   parameters:
#     invoice: {"type": "string", "optional": true}
#   references:
#     - "AARM R3.2"
package writ.rules.deny_same_invoice

import data.writ.lib.temporal

outcome := {"reason": "this invoice was paid before"} if {
	input.action.parameters.invoice
	temporal.happened_before_with_same(input.context.tracked.paid_invoices)
}

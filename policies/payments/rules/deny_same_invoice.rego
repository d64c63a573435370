# METADATA
# scope: package
# title: "An invoice is paid once"
# description: "A payment for an invoice that this session paid before. Its number is written as the pattern says, so that nobody pays it twice by spelling it otherwise."
# custom:
#   id: deny_same_invoice
#   class: context_dependent_deny
#   result: DENY
#   priority: 545
#   applies_to:
#     - {"effect": "pay"}
#     - {"tool": "payments", "operation": "transfer*"}
#     - {"tool": "payments", "operation": "pay*"}
#     - {"tool": "payments", "operation": "refund*"}
#   severity: HIGH
#   overridable: false
#   parameters:
#     invoice: {"type": "string", "optional": true, "pattern": "^[A-Z0-9]+([./-][A-Z0-9]+)*$"}
#   references:
#     - "AARM R3.2"
#     - "AARM R3.6"
package writ.rules.deny_same_invoice

import data.writ.lib.temporal

outcome := {"reason": "this invoice was paid before"} if {
	input.action.parameters.invoice
	temporal.happened_before_with_same(input.context.tracked.paid_invoices)
}

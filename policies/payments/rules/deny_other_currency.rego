# METADATA
# scope: package
# title: "Known currencies"
# description: "A payment in a currency that is not on the list."
# custom:
#   id: deny_other_currency
#   class: standard_deny
#   result: DENY
#   priority: 545
#   applies_to:
#     - {"effect": "pay"}
#     - {"tool": "payments", "operation": "transfer*"}
#     - {"tool": "payments", "operation": "pay*"}
#     - {"tool": "payments", "operation": "refund*"}
#   severity: HIGH
#   parameters:
#     currency: {"type": "string", "optional": true}
#   references:
#     - "AARM R3.2"
#     - "AARM R3.6"
package writ.rules.deny_other_currency

import data.writ.lib.payments

outcome := {"reason": "this currency is not paid in"} if {
	currency := input.action.parameters.currency
	not upper(currency) in payments.currencies
}

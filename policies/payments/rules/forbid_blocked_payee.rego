# METADATA
# scope: package
# title: "Blocked payees are never paid"
# description: "A payment to a payee on the block list of lib/payments.rego."
# custom:
#   id: forbid_blocked_payee
#   class: forbidden
#   result: DENY
#   priority: 1010
#   applies_to:
#     - {"effect": "pay"}
#     - {"tool": "payments"}
#   severity: HIGH
#   parameters:
#     to: {"type": "string", "optional": true}
#   references:
#     - "AARM R3.2"
package writ.rules.forbid_blocked_payee

import data.writ.lib.payments

outcome := {"reason": "this payee is on the block list"} if plain(input.action.parameters.to) in {plain(payee) | some payee in payments.blocked_payees}

plain(text) := upper(replace(text, " ", ""))

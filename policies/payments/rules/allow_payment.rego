# METADATA
# scope: package
# title: "Ordinary payments"
# description: "What no other rule of this pack objects to."
# custom:
#   id: allow_payment
#   class: standard_allow
#   result: ALLOW
#   priority: 145
#   applies_to:
#     - {"effect": "pay"}
#   severity: LOW
#   parameters:
#     amount: {"type": "any", "optional": true}
#   references:
#     - "AARM R3.2"
package writ.rules.allow_payment

outcome := {"reason": "an ordinary payment"} if input.action.parameters.amount > 0

# METADATA
# scope: package
# title: "Larger payments are approved"
# description: "A payment from the amount that asks, or of no positive amount, waits for an approver."
# custom:
#   id: approve_larger_payment
#   class: standard_deny
#   result: STEP_UP
#   priority: 445
#   applies_to:
#     - {"effect": "pay"}
#     - {"tool": "payments", "operation": "transfer*"}
#     - {"tool": "payments", "operation": "pay*"}
#     - {"tool": "payments", "operation": "refund*"}
#   severity: HIGH
#   approvers: ["approver"]
#   parameters:
#     amount: {"type": "any", "optional": true}
#   references:
#     - "AARM R3.2"
package writ.rules.approve_larger_payment

import data.writ.lib.payments

outcome := {"reason": "a payment of this amount needs an approver"} if input.action.parameters.amount >= payments.asks_from

outcome := {"reason": "a payment of no positive amount needs an approver"} if input.action.parameters.amount <= 0

# METADATA
# scope: package
# title: "The largest payments need two people"
# description: "A payment from the amount that needs two approvers."
# custom:
#   id: approve_large_payment_twice
#   class: standard_deny
#   result: STEP_UP
#   priority: 446
#   applies_to:
#     - {"effect": "pay"}
#     - {"tool": "payments", "operation": "transfer*"}
#     - {"tool": "payments", "operation": "pay*"}
#     - {"tool": "payments", "operation": "refund*"}
#   severity: CRITICAL
#   approvers: ["approver"]
#   quorum: 2
#   parameters:
#     amount: {"type": "any", "optional": true}
#   references:
#     - "AARM R3.2"
package writ.rules.approve_large_payment_twice

import data.writ.lib.payments

outcome := {"reason": "a payment of this amount needs two approvers"} if input.action.parameters.amount >= payments.two_people_from

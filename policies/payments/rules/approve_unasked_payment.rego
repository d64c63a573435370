# METADATA
# scope: package
# title: "Payments that nobody asked for"
# description: "A payment that hardly fits what the user asked."
# custom:
#   id: approve_unasked_payment
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
#     - "AARM R3.4"
#     - "OWASP LLM06:2025 Excessive Agency"
package writ.rules.approve_unasked_payment

outcome := {"reason": "this payment hardly fits what the user asked for"} if input.context.alignment < 0.3

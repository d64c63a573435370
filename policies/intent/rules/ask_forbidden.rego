# METADATA
# scope: package
# title: "What the user said not to do"
# description: "The request says in so many words not to do this, or not to touch what this is about."
# custom:
#   id: ask_forbidden
#   class: standard_deny
#   result: STEP_UP
#   priority: 479
#   applies_to:
#     - {"tool": "*"}
#   severity: HIGH
#   approvers: ["principal", "approver"]
#   references:
#     - "AARM R3.2"
#     - "OWASP LLM06:2025 Excessive Agency"
package writ.rules.ask_forbidden

outcome := {"reason": "the request says not to do this; should it run all the same?"} if "forbidden" in input.context.risk_signals

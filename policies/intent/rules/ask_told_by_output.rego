# METADATA
# scope: package
# title: "An act that only an output asks for"
# description: "What another tool returned tells somebody to do this, and the request does not."
# custom:
#   id: ask_told_by_output
#   class: standard_deny
#   result: STEP_UP
#   priority: 477
#   applies_to:
#     - {"tool": "*"}
#   severity: HIGH
#   approvers: ["principal", "approver"]
#   references:
#     - "AARM R3.2"
#     - "AARM R2.2"
#     - "OWASP LLM01:2025 Prompt Injection"
package writ.rules.ask_told_by_output

import data.writ.lib.intent

outcome := {"reason": "the output of another tool asks for this, and the request does not; should it run?"} if {
	input.context.call_origin == "told"
	not intent.host(input.action.tool)
}

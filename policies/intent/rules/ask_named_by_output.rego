# METADATA
# scope: package
# title: "A tool that only an output names"
# description: "The name of this tool stands in what another tool returned, and not in the request."
# custom:
#   id: ask_named_by_output
#   class: standard_deny
#   result: STEP_UP
#   priority: 476
#   applies_to:
#     - {"tool": "*"}
#   severity: HIGH
#   approvers: ["principal", "approver"]
#   references:
#     - "AARM R3.2"
#     - "AARM R2.2"
#     - "OWASP LLM01:2025 Prompt Injection"
package writ.rules.ask_named_by_output

import data.writ.lib.intent

outcome := {"reason": "only the output of another tool asks for this tool; did you mean it to run?"} if {
	input.context.call_origin == "named_by_output"
	not intent.host(input.action.tool)
}

# METADATA
# scope: package
# title: "A value that only running text accounts for"
# description: "A recipient, destination, amount or name that the user did not give, out of running text that nobody vouches for."
# custom:
#   id: ask_untrusted_value
#   class: standard_deny
#   result: STEP_UP
#   priority: 478
#   applies_to:
#     - {"tool": "*"}
#   severity: HIGH
#   approvers: ["principal", "approver"]
#   references:
#     - "AARM R3.2"
#     - "AARM R2.2"
#     - "OWASP LLM01:2025 Prompt Injection"
package writ.rules.ask_untrusted_value

import data.writ.lib.intent

outcome := {"reason": intent.question(input.context.untrusted_values)} if {
	count(input.context.untrusted_values) > 0
	not intent.host(input.action.tool)
}

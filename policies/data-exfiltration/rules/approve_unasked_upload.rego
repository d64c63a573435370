# METADATA
# scope: package
# title: "Uploads that nobody asked for"
# description: "A request that carries data outside and hardly fits what the user asked."
# custom:
#   id: approve_unasked_upload
#   class: standard_deny
#   result: STEP_UP
#   priority: 435
#   applies_to:
#     - {"tool": "http"}
#   severity: HIGH
#   approvers: ["approver"]
#   parameters:
#     url: {"type": "string", "optional": true}
#   references:
#     - "AARM R3.4"
#     - "OWASP LLM06:2025 Excessive Agency"
package writ.rules.approve_unasked_upload

import data.writ.lib.exfiltration

outcome := {"reason": "this upload hardly fits what the user asked for"} if {
	input.context.alignment < 0.3
	input.action.operation in {"post", "put", "patch", "upload"}
	some host in exfiltration.hosts(input.action.parameters.url)
	not exfiltration.own(host)
}

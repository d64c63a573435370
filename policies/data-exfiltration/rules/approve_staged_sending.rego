# METADATA
# scope: package
# title: "What another session read stays where it is"
# description: "A message or upload to somebody outside whom nobody named, within a day after another session of this agent and person touched sensitive data."
# custom:
#   id: approve_staged_sending
#   class: standard_deny
#   result: STEP_UP
#   priority: 436
#   applies_to:
#     - {"effect": "send"}
#     - {"tool": "http", "operation": "post"}
#     - {"tool": "http", "operation": "put"}
#     - {"tool": "http", "operation": "patch"}
#     - {"tool": "http", "operation": "upload"}
#   severity: HIGH
#   approvers: ["principal", "approver"]
#   parameters:
#     to: {"type": "any", "optional": true}
#     cc: {"type": "any", "optional": true}
#     bcc: {"type": "any", "optional": true}
#     recipients: {"type": "any", "optional": true}
#     url: {"type": "any", "optional": true}
#   references:
#     - "AARM R2.3"
#     - "AARM R3.2"
#     - "OWASP LLM02:2025 Sensitive Information Disclosure"
package writ.rules.approve_staged_sending

import data.writ.lib.exfiltration

outcome := {"reason": "another session of today has touched sensitive data, and nobody named who this is sent to"} if {
	exfiltration.sensitive(input.context.earlier.level, input.context.earlier.labels)
	not input.context.recipients_named
	some value in addressed
	some host in hosts(value)
	not exfiltration.own(host)
}

addressed contains input.action.parameters.to

addressed contains input.action.parameters.cc

addressed contains input.action.parameters.bcc

addressed contains input.action.parameters.recipients

addressed contains input.action.parameters.url

# INVARIANT: what cannot be read as a place is one that was never used.
hosts(value) := found if {
	found := exfiltration.hosts(json.marshal(value))
	count(found) > 0
} else := {"?"}

# METADATA
# scope: package
# title: "After sensitive data, only known places"
# description: "A message or upload to a host or domain outside that this session has not used before, once it has touched sensitive data, unless the user names it."
# custom:
#   id: deny_new_place_after_sensitive
#   class: context_dependent_deny
#   result: DENY
#   priority: 536
#   applies_to:
#     - {"effect": "send"}
#     - {"tool": "http", "operation": "post"}
#     - {"tool": "http", "operation": "put"}
#     - {"tool": "http", "operation": "patch"}
#     - {"tool": "http", "operation": "delete"}
#     - {"tool": "http", "operation": "upload"}
#   severity: HIGH
#   overridable: false
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
package writ.rules.deny_new_place_after_sensitive

import data.writ.lib.exfiltration
import data.writ.lib.lineage

outcome := {"reason": "this session has touched sensitive data, and has never sent anything there"} if {
	exfiltration.sensitive(input.context.level, input.context.data_classifications)
	some value in addressed
	some host in hosts(value)
	not host in input.context.destinations_seen
	not exfiltration.own(host)
	not declassified
}

declassified if lineage.declassified(input.context.call_origin, input.context.recipients_named, input.context.data_classifications)

declassified if lineage.answering(input.context.call_origin, input.context.recipients_known, input.context.carries, input.context.data_classifications)

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

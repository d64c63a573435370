# METADATA
# scope: package
# title: "What is sensitive stays inside"
# description: "After the session has touched personal, health, secret or financial data, or anything confidential, no message leaves the organisation but to whom the user names."
# custom:
#   id: deny_send_after_sensitive
#   class: context_dependent_deny
#   result: DENY
#   priority: 510
#   applies_to:
#     - {"effect": "send"}
#     - {"tool": "email", "operation": "*send*"}
#     - {"tool": "mail", "operation": "send*"}
#     - {"tool": "*gmail*", "operation": "*send*"}
#     - {"tool": "slack", "operation": "*post*"}
#     - {"tool": "slack", "operation": "*send*"}
#   severity: HIGH
#   overridable: false
#   parameters:
#     to: {"type": "any", "optional": true}
#     cc: {"type": "any", "optional": true}
#     bcc: {"type": "any", "optional": true}
#     recipients: {"type": "any", "optional": true}
#   references:
#     - "AARM R3.2"
#     - "AARM R2.3"
#     - "OWASP LLM02:2025 Sensitive Information Disclosure"
package writ.rules.deny_send_after_sensitive

import data.writ.lib.lineage
import data.writ.lib.places

outcome := {"reason": "this session has touched sensitive data, and this would send outside"} if {
	places.sensitive(input.context.level, input.context.data_classifications)
	not stays_inside
	not declassified
}

declassified if lineage.declassified(input.context.call_origin, input.context.recipients_named, input.context.data_classifications)

declassified if lineage.answering(input.context.call_origin, input.context.recipients_known, input.context.carries, input.context.data_classifications)

addressed contains input.action.parameters.to

addressed contains input.action.parameters.cc

addressed contains input.action.parameters.bcc

addressed contains input.action.parameters.recipients

named := {domain |
	some value in addressed
	some domain in places.domains(json.marshal(value))
}

# INVARIANT: a recipient that cannot be read as an address counts as outside.
stays_inside if {
	count(named) > 0
	every domain in named {
		places.own(domain)
	}
	every value in addressed {
		readable(value)
	}
}

readable(value) if {
	is_string(value)
	every part in split(value, ",") {
		contains(part, "@")
	}
}

readable(value) if {
	is_array(value)
	every part in value {
		is_string(part)
		contains(part, "@")
	}
}

# METADATA
# scope: package
# title: "What is sensitive stays inside"
# description: "A message or an invitation to somebody outside, after the session touched personal, health, secret or financial data, or anything confidential, but to whom the user names."
# custom:
#   id: deny_outside_after_sensitive
#   class: context_dependent_deny
#   result: DENY
#   priority: 556
#   applies_to:
#     - {"tool": "email", "operation": "*send*"}
#     - {"tool": "email", "operation": "reply*"}
#     - {"tool": "mail", "operation": "*send*"}
#     - {"tool": "*gmail*", "operation": "*send*"}
#     - {"tool": "*outlook*", "operation": "*send*"}
#     - {"tool": "sms"}
#     - {"tool": "calendar"}
#   severity: HIGH
#   overridable: false
#   parameters:
#     "*": {"type": "any", "optional": true}
#   references:
#     - "AARM R3.2"
#     - "OWASP LLM02:2025 Sensitive Information Disclosure"
package writ.rules.deny_outside_after_sensitive

import data.writ.lib.communications
import data.writ.lib.lineage

outcome := {"reason": "this session has touched sensitive data, and this would go outside"} if {
	communications.sensitive(input.context.level, input.context.data_classifications)
	count(communications.outside(input.action.parameters)) > 0
	not declassified
}

declassified if lineage.declassified(input.context.call_origin, input.context.recipients_named, input.context.data_classifications)

declassified if lineage.answering(input.context.call_origin, input.context.recipients_known, input.context.carries, input.context.data_classifications)

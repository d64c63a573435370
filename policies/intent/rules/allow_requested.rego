# METADATA
# scope: package
# title: "What the user asked for"
# description: "An act that the user's request asks for, with values that the user, a fact or structured data gave."
# custom:
#   id: allow_requested
#   class: standard_allow
#   result: ALLOW
#   priority: 90
#   applies_to:
#     - {"tool": "*"}
#   severity: LOW
#   references:
#     - "AARM R3.2"
#     - "AARM R2.2"
package writ.rules.allow_requested

import data.writ.lib.intent

outcome := {"reason": "the user asked for this"} if {
	input.context.call_origin in {"requested", "delegated"}
	not intent.host(input.action.tool)
}

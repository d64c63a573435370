# METADATA
# scope: package
# title: "Beyond what this kind of request is for"
# description: "An action beyond the boundaries of the request's intent class: its tools, effects, privileges, level or length."
# custom:
#   id: ask_outside_intent
#   class: standard_deny
#   result: STEP_UP
#   priority: 476
#   applies_to:
#     - {"tool": "*"}
#   severity: MEDIUM
#   approvers: ["principal", "approver"]
#   references:
#     - "AARM R3.2"
#     - "AARM R7"
package writ.rules.ask_outside_intent

import data.writ.lib.intent

outcome := {"reason": sprintf("a request of the kind `%s` does not go this far (%s); should it run?", [input.context.intent_class, concat(", ", input.context.outside_intent)])} if {
	count(input.context.outside_intent) > 0
	not input.context.call_origin in {"requested", "delegated"}
	not intent.host(input.action.tool)
}

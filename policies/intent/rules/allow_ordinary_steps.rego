# METADATA
# scope: package
# title: "Steps on the way"
# description: "A step with no grave effect that nobody asked for by name, in a session that read no instructions of strangers."
# custom:
#   id: allow_ordinary_steps
#   class: standard_allow
#   result: ALLOW
#   priority: 90
#   applies_to:
#     - {"tool": "*"}
#   severity: LOW
#   references:
#     - "AARM R3.2"
#     - "AARM R2.2"
package writ.rules.allow_ordinary_steps

import data.writ.lib.intent

outcome := {"reason": "an ordinary step on the way to what was asked"} if {
	input.context.call_origin in {"implied", "unasked"}
	intent.ordinary(input.context.effect, input.context.exposed, input.context.invented_values)
	not intent.host(input.action.tool)
}

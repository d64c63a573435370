# METADATA
# scope: package
# title: "Reading by tools that say so"
# description: "A tool whose definition says that it reads or searches, asked by nobody else than the user or the task."
# custom:
#   id: allow_reading_tools
#   class: standard_allow
#   result: ALLOW
#   priority: 90
#   applies_to:
#     - {"tool": "*"}
#   severity: LOW
#   references:
#     - "AARM R3.2"
#     - "AARM R2.2"
package writ.rules.allow_reading_tools

import data.writ.lib.intent

outcome := {"reason": "this only reads"} if {
	input.context.effect in {"read", "search"}
	not intent.host(input.action.tool)
}

# METADATA
# scope: package
# title: "No searches for persons after sensitive data"
# description: "A web search that names an address or a long number, once the session has touched sensitive data."
# custom:
#   id: approve_search_for_person
#   class: standard_deny
#   result: STEP_UP
#   priority: 435
#   applies_to:
#     - {"tool": "web", "operation": "search"}
#   severity: MEDIUM
#   approvers: ["approver"]
#   parameters:
#     query: {"type": "string", "optional": true}
#   references:
#     - "AARM R2.3"
#     - "AARM R3.2"
package writ.rules.approve_search_for_person

import data.writ.lib.exfiltration

outcome := {"reason": "this session has touched sensitive data, and the search would tell some of it"} if {
	exfiltration.sensitive(input.context.level, input.context.data_classifications)
	regex.match(`[^@\s]+@[^@\s]+\.[A-Za-z]{2,}|\d(?:[ -]?\d){8,}`, input.action.parameters.query)
}

# METADATA
# scope: package
# title: "No fork bombs"
# description: "A function that starts itself twice, for ever."
# custom:
#   id: forbid_fork_bomb
#   class: forbidden
#   result: DENY
#   priority: 1000
#   applies_to:
#     - {"tool": "shell", "operation": "execute"}
#   severity: CRITICAL
#   parameters:
#     command: {"type": "string"}
#   references:
#     - "AARM R3.2"
package writ.rules.forbid_fork_bomb

import data.writ.lib.shell

outcome := {"reason": "this is a fork bomb"} if {
	some text in shell.texts
	contains(text, "{")
	contains(text, "&")
	regex.match(`([A-Za-z0-9_:.]+)\s*\(\)\s*\{[^}]*\|[^}]*&[^}]*\}\s*;`, text)
	some definition in regex.find_all_string_submatch_n(`([A-Za-z0-9_:.]+)\s*\(\)\s*\{([^}]*\|[^}]*&)`, text, -1)
	count(split(definition[2], definition[1])) > 2
}

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
	some function in shell.functions
	function.self_calls > 1
	function.background
}

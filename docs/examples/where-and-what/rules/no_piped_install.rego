# METADATA
# scope: package
# title: Downloads are not run unread
# description: What comes from the network is not piped into a shell.
# custom:
#   id: no_piped_install
#   class: standard_deny
#   result: DENY
#   priority: 500
#   applies_to:
#     - { tool: shell, operation: execute }
#   severity: HIGH
#   overridable: false
#   parameters:
#     command: { type: string }
package writ.rules.no_piped_install

import data.writ.lib.shell

outcome := {"reason": "read a script before you run it"} if {
	some call in shell.calls
	call.name in {"sh", "bash"}
	some source in call.fed_by
	source in {"curl", "wget"}
}

# METADATA
# scope: package
# title: "What cannot be read is approved"
# description: "Decoded, downloaded or computed text that runs as a command, and commands nested too deeply to follow."
# custom:
#   id: approve_unreadable_command
#   class: standard_deny
#   result: STEP_UP
#   priority: 400
#   applies_to:
#     - {"tool": "shell", "operation": "execute"}
#   severity: HIGH
#   approvers: ["approver", "principal"]
#   parameters:
#     command: {"type": "string"}
#   references:
#     - "AARM R3.2"
package writ.rules.approve_unreadable_command

import data.writ.lib.shell

outcome := {"reason": "part of this command is computed when it runs, so it cannot be judged beforehand"} if unreadable

unreadable if shell.unreadable

unreadable if {
	some call in shell.calls
	call.name == "cd"
	some arg in call.args
	regex.match(`(^|/)\.(writ|claude)/?$`, arg)
}

# METADATA
# scope: package
# title: "The enforcement is not the agent's to change"
# description: "Writing, moving or deleting the hooks of the coding agent or the folder of Writ."
# custom:
#   id: forbid_enforcement_tampering
#   class: forbidden
#   result: DENY
#   priority: 1000
#   applies_to:
#     - {"tool": "file", "operation": "write"}
#     - {"tool": "file", "operation": "edit"}
#     - {"tool": "file", "operation": "delete"}
#     - {"tool": "file", "operation": "move"}
#     - {"tool": "shell", "operation": "execute"}
#   severity: CRITICAL
#   parameters:
#     path: {"type": "string", "optional": true}
#     command: {"type": "string", "optional": true}
#   references:
#     - "AARM R3.2"
#     - "OWASP ASI03 Identity and Privilege Abuse"
package writ.rules.forbid_enforcement_tampering

import data.writ.lib.places
import data.writ.lib.shell

outcome := {"reason": "this changes the settings that enforce these rules"} if places.enforcement(input.action.parameters.path)

outcome := {"reason": "this changes the settings that enforce these rules"} if {
	some target in shell.redirected
	places.enforcement(target)
}

outcome := {"reason": "this changes the settings that enforce these rules"} if {
	some call in shell.calls
	not call.name in readers
	not reading_git(call)
	some arg in call.args
	places.enforcement(arg)
}

outcome := {"reason": "this stops or removes what enforces these rules"} if {
	some call in shell.calls
	stops(call)
}

stops(call) if {
	call.name in {"pkill", "killall"}
	some arg in call.args
	regex.match(`(?i)\bwrit\b`, arg)
}

readers := {"cat", "ls", "ll", "head", "tail", "less", "more", "jq", "grep", "egrep", "rg", "diff", "stat", "wc", "file", "test", "[", "echo", "printf", "tree", "du", "bat", "sha256sum", "realpath", "basename", "dirname", "cd"}

reading_git(call) if {
	call.name == "git"
	not shell.has_any(call.args, {"checkout", "restore", "rm", "mv", "clean", "apply", "stash"})
}

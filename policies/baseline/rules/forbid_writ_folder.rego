# METADATA
# scope: package
# title: "Writ's own folder is closed to agents"
# description: "Any access to what is in Writ's folder, reading and searching too: it holds keys, credentials and the state of the enforcement. Telling that it is there is free."
# custom:
#   id: forbid_writ_folder
#   class: forbidden
#   result: DENY
#   priority: 1000
#   applies_to:
#     - {"tool": "file"}
#     - {"tool": "shell", "operation": "execute"}
#     - {"tool": "python"}
#     - {"tool": "*python*"}
#     - {"tool": "code_interpreter"}
#     - {"tool": "ipython"}
#     - {"tool": "jupyter"}
#   severity: CRITICAL
#   parameters:
#     path: {"type": "string", "optional": true}
#     to: {"type": "string", "optional": true}
#     glob: {"type": "string", "optional": true}
#     pattern: {"type": "string", "optional": true}
#     command: {"type": "string", "optional": true}
#     "*": {"type": "any", "optional": true}
#   references:
#     - "AARM R3.2"
#     - "OWASP ASI03 Identity and Privilege Abuse"
package writ.rules.forbid_writ_folder

import data.writ.lib.enforcement
import data.writ.lib.shell

outcome := {"reason": "this reaches into the folder of what enforces these rules"} if reaches

reaches if {
	input.action.tool == "file"
	some path in enforcement.given
	enforcement.own(path)
}

reaches if {
	some path in (shell.written | shell.taken)
	enforcement.own(path)
}

reaches if {
	some call in shell.calls
	not only_names(call)
	not call.name in shell.wrapping
	not told_its_data(call)
	some path in enforcement.words(call)
	enforcement.own(path)
}

only_names(call) if call.name in enforcement.naming

only_names(call) if {
	call.name in {"find", "fd", "fdfind"}
	not shell.has_any(call.args, enforcement.finding)
}

only_names(call) if {
	call.name == "git"
	shell.has_any(call.args, {"check-ignore", "status"})
}

# `writ sessions --data .writ`: what Writ itself may be told to do is another rule's.
told_its_data(call) if {
	shell.has_any(call.args, {"--data", "--project"})
	enforcement.runs_writ(call)
	count([path | some i, path in call.paths; not is_told(call.args, i); enforcement.own(path)]) == 0
}

is_told(args, i) if args[i - 1] in {"--data", "--project"}

reaches if {
	some path in enforcement.code_paths
	enforcement.own(path)
}

reaches if {
	some text in enforcement.code_texts
	regex.match(`(?i)(^|[^a-z0-9_$)\]])\.writ([^a-z0-9_(-]|$)`, text)
}

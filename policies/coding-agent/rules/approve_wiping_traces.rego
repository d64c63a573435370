# METADATA
# scope: package
# title: "History is not wiped"
# description: "What makes lost work, or what the agent did, impossible to find again."
# custom:
#   id: approve_wiping_traces
#   class: standard_deny
#   result: STEP_UP
#   priority: 425
#   applies_to:
#     - {"tool": "shell", "operation": "execute"}
#   severity: HIGH
#   approvers: ["approver"]
#   parameters:
#     command: {"type": "string"}
#   references:
#     - "AARM R3.2"
package writ.rules.approve_wiping_traces

import data.writ.lib.shell

outcome := {"reason": "this wipes history that cannot be brought back"} if {
	some call in shell.calls
	wipes(call)
}

wipes(call) if {
	call.name == "git"
	"reflog" in call.args
	shell.has_any(call.args, {"expire", "delete"})
}

wipes(call) if {
	call.name == "git"
	shell.has_any(call.args, {"filter-branch", "filter-repo"})
}

wipes(call) if {
	call.name == "git"
	"gc" in call.args
	some arg in call.args
	startswith(arg, "--prune=")
}

wipes(call) if call.name in {"git-filter-repo", "bfg", "shred", "wipe", "srm"}

wipes(call) if {
	call.name == "history"
	"-c" in call.args
}

wipes(call) if {
	call.name == "journalctl"
	some arg in call.args
	startswith(arg, "--vacuum")
}

wipes(call) if {
	call.name == "git"
	"stash" in call.args
	"clear" in call.args
}

wipes(call) if {
	call.name == "git"
	"update-ref" in call.args
	"-d" in call.args
}

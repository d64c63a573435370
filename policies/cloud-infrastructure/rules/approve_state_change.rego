# METADATA
# scope: package
# title: "The state of infrastructure is not edited unasked"
# description: "What a tool believes to exist, changed without changing what exists; locks broken."
# custom:
#   id: approve_state_change
#   class: standard_deny
#   result: STEP_UP
#   priority: 465
#   applies_to:
#     - {"tool": "shell", "operation": "execute"}
#   severity: HIGH
#   approvers: ["approver"]
#   parameters:
#     command: {"type": "string"}
#   references:
#     - "AARM R3.2"
package writ.rules.approve_state_change

import data.writ.lib.shell

outcome := {"reason": "this edits the state itself: the next run may remove what it no longer knows"} if {
	some call in shell.calls
	edits(call)
}

edits(call) if {
	call.name in {"terraform", "tofu", "terragrunt"}
	"state" in call.args
	shell.has_any(call.args, {"rm", "mv", "push", "replace-provider"})
}

edits(call) if {
	call.name in {"terraform", "tofu", "terragrunt"}
	"force-unlock" in call.args
}

edits(call) if {
	call.name == "pulumi"
	"state" in call.args
	shell.has_any(call.args, {"delete", "unprotect", "rename", "edit"})
}

edits(call) if {
	call.name == "pulumi"
	"stack" in call.args
	shell.has_any(call.args, {"rm", "import"})
}

# METADATA
# scope: package
# title: "CI and hooks are changed with a person"
# description: "Files that decide what is checked, built and released, written by file tools or a shell."
# custom:
#   id: approve_ci_change
#   class: standard_deny
#   result: STEP_UP
#   priority: 425
#   applies_to:
#     - {"tool": "file", "operation": "write"}
#     - {"tool": "file", "operation": "edit"}
#     - {"tool": "file", "operation": "delete"}
#     - {"tool": "file", "operation": "move"}
#     - {"tool": "shell", "operation": "execute"}
#   severity: HIGH
#   approvers: ["approver"]
#   parameters:
#     path: {"type": "string", "optional": true}
#     to: {"type": "any", "optional": true}
#     command: {"type": "string", "optional": true}
#   references:
#     - "AARM R3.2"
package writ.rules.approve_ci_change

import data.writ.lib.coding
import data.writ.lib.shell

outcome := {"reason": "this changes what is checked, built or released"} if {
	some path in changed
	coding.ci_file(path)
}

changed contains input.action.parameters.path

changed contains input.action.parameters.to

changed contains target if some target in shell.redirected

changed contains arg if {
	some call in shell.calls
	call.name in {"rm", "mv", "cp", "tee", "install", "ln", "truncate"}
	some arg in coding.words(call.args)
}

changed contains arg if {
	some call in shell.calls
	call.name in {"sed", "perl"}
	some flag in call.args
	regex.match(`^-[A-Za-z]*i`, flag)
	some arg in coding.words(call.args)
}

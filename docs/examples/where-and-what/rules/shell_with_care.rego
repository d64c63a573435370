# METADATA
# scope: package
# title: Commands that are hard to take back
# description: Denied, unless the user asked for it; then a person decides.
# custom:
#   id: shell_with_care
#   class: context_dependent_allow
#   result: DENY
#   priority: 350
#   applies_to:
#     - { tool: shell, operation: execute }
#   severity: HIGH
#   overridable: true
#   on_aligned: STEP_UP
#   approvers: [approver]
#   parameters:
#     command: { type: string }
package writ.rules.shell_with_care

import data.writ.lib.shell

outcome := {"reason": "this removes whole folders"} if {
	some call in shell.calls
	call.name == "rm"
	shell.recursive(call.args)
}

else := {"reason": "this rewrites what others have fetched"} if {
	some call in shell.calls
	call.name == "git"
	"push" in call.args
	shell.has_any(call.args, {"-f", "--force"})
}

else := {"reason": "this changes the settings of the machine"} if {
	some file in shell.redirected
	startswith(file, "/etc/")
}

else := {"reason": "this code opens connections of its own"} if {
	some code in shell.code
	contains(code.text, "socket")
}

else := {"reason": "this function starts itself again"} if {
	some defined in shell.functions
	defined.self_calls > 0
}

else := {"reason": "this cannot be read"} if shell.unreadable

# METADATA
# scope: package
# title: "Hooks are skipped only as asked"
# description: "A commit or push that skips the hooks is denied, unless the user asked for it."
# custom:
#   id: skip_hooks_only_as_asked
#   class: context_dependent_allow
#   result: DENY
#   priority: 345
#   applies_to:
#     - {"tool": "shell", "operation": "execute"}
#   severity: HIGH
#   overridable: true
#   on_aligned: "STEP_UP"
#   approvers: ["approver"]
#   parameters:
#     command: {"type": "string"}
#   references:
#     - "AARM R3.2"
package writ.rules.skip_hooks_only_as_asked

import data.writ.lib.shell

outcome := {"reason": "the hooks would be skipped: let them run, or ask"} if {
	some call in shell.calls
	call.name == "git"
	shell.has_any(call.args, {"commit", "push", "merge", "rebase", "am"})
	skips(call.args)
}

skips(args) if "--no-verify" in args

skips(args) if {
	"commit" in args
	some arg in args
	regex.match(`^-[a-z]*n[a-z]*$`, arg)
}

outcome := {"reason": "the hooks would be skipped: let them run, or ask"} if {
	some call in shell.calls
	call.name == "git"
	some arg in call.args
	regex.match(`(?i)^core\.hookspath(=|$)`, arg)
}

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

# Git takes the beginning of an option for the whole.
skips(args) if {
	some arg in args
	regex.match(`^--no-veri(f|fy)?$`, arg)
}

skips(args) if {
	"commit" in args
	some arg in args
	regex.match(`^-[a-z]*n[a-z]*$`, arg)
}

outcome := {"reason": "the hooks would be skipped: let them run, or ask"} if {
	some call in shell.calls
	call.name == "git"
	some i, arg in call.args
	regex.match(`(?i)^core\.hookspath(=|$)`, arg)
	sets(call.args, i)
}

sets(args, i) if contains(args[i], "=")

sets(args, i) if {
	args[i + 1] != ""
	not shell.has_any(args, {"--get", "--get-all", "--unset", "--unset-all"})
}

outcome := {"reason": "the hooks would be skipped: let them run, or ask"} if {
	some command in input.action.shell.commands
	command.program == "git"
	some assignment in command.assignments
	assignment.name in switches
}

# The same said to what runs git, or before it.
outcome := {"reason": "the hooks would be skipped: let them run, or ask"} if {
	some call in shell.calls
	call.name in {"env", "sudo", "export", "declare"}
	some arg in call.args
	regex.match(`^[A-Z_]+=`, arg)
	split(arg, "=")[0] in switches
	some other in shell.calls
	other.name == "git"
}

switches := {"HUSKY", "HUSKY_SKIP_HOOKS", "SKIP", "LEFTHOOK", "PRE_COMMIT_ALLOW_NO_CONFIG", "OVERCOMMIT_DISABLE"}

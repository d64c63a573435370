# METADATA
# scope: package
# title: "Pushes to protected branches"
# description: "A push that names a protected branch or all of them, and merging on the host."
# custom:
#   id: approve_push_to_protected
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
package writ.rules.approve_push_to_protected

import data.writ.lib.coding
import data.writ.lib.shell

outcome := {"reason": "this pushes to a protected branch"} if {
	some call in shell.calls
	call.name == "git"
	"push" in call.args
	not "stash" in call.args
	some word in coding.words(call.args)
	coding.protected(target(word))
}

outcome := {"reason": "this pushes to a protected branch"} if {
	some call in shell.calls
	call.name == "git"
	"push" in call.args
	shell.has_any(call.args, {"--all", "--branches", "--mirror"})
}

# What is merged on the host ends there as well.
outcome := {"reason": "this pushes to a protected branch"} if {
	some call in shell.calls
	call.name in {"gh", "glab"}
	shell.has_any(call.args, {"pr", "mr"})
	shell.has_any(call.args, {"merge", "accept"})
}

outcome := {"reason": "this pushes to a protected branch"} if {
	some call in shell.calls
	call.name in {"gh", "glab"}
	"api" in call.args
	some arg in call.args
	regex.match(`(?i)/(merges?|git/refs/heads/(main|master|production|prod|release|trunk).*)$`, arg)
	some flag in call.args
	regex.match(`(?i)^((-X|--method=)?(POST|PUT|PATCH|DELETE)|-[fF].*|--field.*|--raw-field.*|--input.*)$`, flag)
}

# A word of its own making stands for the push.
outcome := {"reason": "this pushes to a protected branch"} if {
	some call in shell.calls
	call.name == "git"
	some arg in call.args
	regex.match(`^alias\.[^=]+=.*(push|!)`, arg)
}

target(word) := trim_prefix(trim_prefix(last(split(word, ":")), "+"), "refs/heads/")

last(parts) := parts[count(parts) - 1]

# METADATA
# scope: package
# title: "Rewriting shared history is approved"
# description: "A forced push, a deleted remote branch, a deleted repository."
# custom:
#   id: approve_history_rewrite
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
package writ.rules.approve_history_rewrite

import data.writ.lib.shell

outcome := {"reason": "this rewrites or removes history that others share"} if {
	some call in shell.calls
	rewrites(call)
}

rewrites(call) if {
	call.name == "git"
	"push" in call.args
	some arg in call.args
	regex.match(`^(-[a-z]*[fd][a-z]*|--force|--mirror|--delete|--prune|\+.+|:.+)$`, arg)
}

# A lease protects others' work on a branch of one's own, not on the main one.
rewrites(call) if {
	call.name == "git"
	"push" in call.args
	some arg in call.args
	startswith(arg, "--force-with-lease")
	some branch in call.args
	regex.match(`^([^:]*:)?(main|master|develop|production|release.*)$`, branch)
}

rewrites(call) if {
	call.name == "git"
	shell.has_any(call.args, {"filter-branch", "filter-repo"})
}

rewrites(call) if {
	call.name in {"gh", "glab"}
	"repo" in call.args
	"delete" in call.args
}

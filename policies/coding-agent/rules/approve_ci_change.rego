# METADATA
# scope: package
# title: "CI and hooks are changed with a person"
# description: "Files that decide what is checked, built and released, written by file tools or a shell; workflows, secrets and protections changed on the host."
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
#     to: {"type": "string", "optional": true}
#     command: {"type": "string", "optional": true}
#   references:
#     - "AARM R3.2"
package writ.rules.approve_ci_change

import data.writ.lib.coding
import data.writ.lib.shell

outcome := {"reason": "this changes what is checked, built or released"} if {
	some path in coding.changed
	coding.ci_file(path)
}

outcome := {"reason": "this changes what is checked, built or released"} if {
	some call in shell.calls
	call.name in {"gh", "glab"}
	switches(call.args)
}

switches(args) if {
	"workflow" in args
	shell.has_any(args, {"disable", "enable"})
}

switches(args) if {
	shell.has_any(args, {"secret", "variable", "ruleset", "deploy-key", "ssh-key"})
	shell.has_any(args, {"set", "delete", "remove", "add", "create", "edit", "update"})
}

# Branch protection and the like have no command of their own.
switches(args) if {
	"api" in args
	some arg in args
	regex.match(`(?i)/(protection|rulesets|hooks|keys|actions/(secrets|variables|permissions)|collaborators)`, arg)
	some flag in args
	regex.match(`(?i)^(-X(POST|PUT|PATCH|DELETE)|--method=(POST|PUT|PATCH|DELETE)|POST|PUT|PATCH|DELETE|-[fF].*|--field.*|--raw-field.*|--input.*)$`, flag)
}

# `cd .github/workflows && rm ci.yml`
outcome := {"reason": "this changes what is checked, built or released"} if {
	some call in shell.calls
	call.name in {"cd", "pushd"}
	some arg in call.args
	coding.ci_file(trim_suffix(arg, "/"))
	count(coding.changed) > 0
}

outcome := {"reason": "this changes what is checked, built or released"} if {
	some code in shell.code
	regex.match(`\.github/workflows|\.git/hooks|\.gitlab-ci\.ya?ml`, code.text)
	regex.match(`(?i)write|unlink|remove|rename|chmod|copy|['"][wax]\+?['"]`, code.text)
}

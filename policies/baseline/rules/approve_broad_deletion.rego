# METADATA
# scope: package
# title: "Broad deletion of files is approved"
# description: "Recursive deletion of the working folder, of what lies above it, of a folder right below the home, or of a path that cannot be read."
# custom:
#   id: approve_broad_deletion
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
package writ.rules.approve_broad_deletion

import data.writ.lib.shell

outcome := {"reason": "this deletes more files than can be told from the command"} if {
	some call in shell.calls
	call.name == "rm"
	shell.recursive(call.args)
	some arg in array.concat(call.args, call.paths)
	broad(arg)
}

outcome := {"reason": "this deletes more files than can be told from the command"} if {
	some call in shell.calls
	call.name == "git"
	"clean" in call.args
	some arg in call.args
	regex.match(`^-[a-z]*x[a-z]*$`, arg)
	some forced in call.args
	regex.match(`^(-[a-z]*f[a-z]*|--force)$`, forced)
}

broad(arg) if regex.match(`^(\.\.?/?)+\*?$|^\*$|^\.git/?$`, arg)

broad(arg) if regex.match(`^(\.\./)+[^/]+/?$`, arg)

broad(arg) if regex.match(`^(~|\$HOME|\$\{HOME\}|/home/[^/]+|/Users/[^/]+)/[^/]+/?\*?$`, arg)

broad(arg) if regex.match(`^\$\{?[A-Za-z_0-9]+\}?(/\*?)?$`, arg)

broad(arg) if regex.match(`^/[^/]+/?\*?$|^/(var|opt|usr|etc|srv|data|mnt)/[^/]+/?\*?$`, arg)

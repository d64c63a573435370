# METADATA
# scope: package
# title: "New git remotes"
# description: "A remote outside of the known hosts, or a push to a bare URL."
# custom:
#   id: approve_new_remote
#   class: standard_deny
#   result: STEP_UP
#   priority: 435
#   applies_to:
#     - {"tool": "shell", "operation": "execute"}
#   severity: HIGH
#   approvers: ["approver"]
#   parameters:
#     command: {"type": "string"}
#   references:
#     - "AARM R3.2"
package writ.rules.approve_new_remote

import data.writ.lib.destinations
import data.writ.lib.exfiltration
import data.writ.lib.shell

outcome := {"reason": "this sends the repository to a place that is not known"} if {
	some call in shell.calls
	call.name == "git"
	sends(call.args)
	some host in exfiltration.named_hosts(call.args)
	not known(host)
}

sends(args) if {
	"remote" in args
	shell.has_any(args, {"add", "set-url"})
}

sends(args) if "push" in args

known(host) if exfiltration.own(host)

known(host) if {
	some own in exfiltration.git_hosts
	destinations.below(host, own)
}

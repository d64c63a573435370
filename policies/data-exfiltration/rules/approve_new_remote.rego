# METADATA
# scope: package
# title: "New git remotes"
# description: "A remote outside of the known hosts, or a push to the URL of a repository that is not one's own."
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

sends(args) if {
	some arg in args
	regex.match(`(?i)^(remote\..+\.(push)?url|url\..+\.(push)?insteadof)(=|$)`, arg)
	not shell.has_any(args, {"--get", "--get-all", "--unset", "--unset-all"})
}

# A shared host is known, but everybody has repositories there.
outcome := {"reason": "this sends the repository to a place that is not known"} if {
	some call in shell.calls
	call.name == "git"
	"push" in call.args
	some arg in call.args
	some match in regex.find_all_string_submatch_n(`^(?:[a-z+]+://)?(?:[^/@]*@)?([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)[:/]/?([^/]+)/`, arg, 1)
	not exfiltration.own(lower(match[1]))
	not lower(concat("/", [match[1], match[2]])) in exfiltration.own_organisations
}

known(host) if exfiltration.own(host)

known(host) if {
	some own in exfiltration.git_hosts
	destinations.below(host, own)
}

# METADATA
# scope: package
# title: "Copies to foreign buckets"
# description: "A copy into a bucket, an account or a remote that is not on the list."
# custom:
#   id: approve_foreign_bucket
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
package writ.rules.approve_foreign_bucket

import data.writ.lib.destinations
import data.writ.lib.exfiltration
import data.writ.lib.shell

outcome := {"reason": "this copies into a bucket that is not one of ours"} if {
	some call in shell.calls
	foreign(call)
}

foreign(call) if {
	call.name in {"aws", "gsutil", "gcloud", "s3cmd", "s5cmd", "azcopy"}
	some target in targets(call.args)
	bucket := destinations.bucket_of(target)
	not bucket in exfiltration.own_buckets
}

foreign(call) if {
	call.name == "aws"
	shell.has_any(call.args, {"put-object", "copy-object", "create-multipart-upload", "upload-part"})
	bucket := exfiltration.option(call.args, "--bucket")
	not bucket in exfiltration.own_buckets
}

# A bucket of one's own name elsewhere is not one's own.
foreign(call) if {
	call.name in {"aws", "s3cmd", "s5cmd"}
	some host in exfiltration.hosts(exfiltration.option(call.args, "--endpoint-url"))
	not exfiltration.own(host)
	not destinations.below(host, "amazonaws.com")
}

foreign(call) if {
	call.name == "az"
	"storage" in call.args
	some arg in call.args
	regex.match(`^(upload|upload-batch|copy|sync|start|start-batch)$`, arg)
	account := exfiltration.option(call.args, "--account-name")
	not account in exfiltration.own_accounts
}

foreign(call) if {
	call.name == "azcopy"
	some target in targets(call.args)
	some match in regex.find_all_string_submatch_n(`^https://([a-z0-9]+)\.(?:blob|file|dfs)\.core\.windows\.net`, target, 1)
	not match[1] in exfiltration.own_accounts
}

foreign(call) if {
	call.name in {"rclone", "mc"}
	some target in targets(call.args)
	some match in regex.find_all_string_submatch_n(`^:?([A-Za-z0-9_-]+)[:/,]`, target, 1)
	not match[1] in exfiltration.own_remotes
}

# Every word behind the first one that is copied, so that no option hides the last one.
targets(args) := {args[j] |
	some v, verb in args
	verb in {"cp", "sync", "mv", "put", "rsync", "copy", "copyto", "move", "moveto", "mirror"}
	some i, source in args
	i > v
	word(args, i)
	some j, _ in args
	j > i
	source != ""
	word(args, j)
}

word(args, i) if {
	regex.match(`^(-$|[^-])`, args[i])
	not args[i - 1] in {"--profile", "--region", "--acl", "--storage-class", "--exclude", "--include", "--endpoint-url", "--sse", "--content-type", "--cache-control", "--project", "--output", "--color", "--config", "--transfers"}
}

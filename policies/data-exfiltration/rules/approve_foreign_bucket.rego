# METADATA
# scope: package
# title: "Copies to foreign buckets"
# description: "A copy into a bucket that is not on the list."
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
	call.name in {"aws", "gsutil", "gcloud", "s3cmd", "mc", "azcopy", "rclone", "s5cmd"}
	shell.has_any(call.args, {"cp", "sync", "mv", "put", "rsync", "copy"})
	places := [arg | some arg in call.args; not startswith(arg, "-")]
	bucket := destinations.bucket_of(places[count(places) - 1])
	not bucket in exfiltration.own_buckets
}

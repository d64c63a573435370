# METADATA
# scope: package
# title: "Audit trails stay"
# description: "An audit trail or its sink switched off, deleted or emptied."
# custom:
#   id: forbid_audit_removal
#   class: forbidden
#   result: DENY
#   priority: 1020
#   applies_to:
#     - {"tool": "shell", "operation": "execute"}
#     - {"tool": "cloud"}
#     - {"tool": "*aws*"}
#     - {"tool": "*gcp*"}
#     - {"tool": "*azure*"}
#     - {"tool": "*kubernetes*"}
#   severity: CRITICAL
#   parameters:
#     command: {"type": "string", "optional": true}
#   references:
#     - "AARM R3.2"
package writ.rules.forbid_audit_removal

import data.writ.lib.cloud
import data.writ.lib.shell

outcome := {"reason": "audit trails are never switched off or removed by an agent"} if {
	some call in shell.calls
	removes(call)
}

outcome := {"reason": "audit trails are never switched off or removed by an agent"} if {
	input.action.tool != "shell"
	regex.match(`(?i)(delete|stop|disable|remove|purge|suspend)[_-]?(cloud)?(trail|logging|audit|log[_-]?group|log[_-]?stream|log[_-]?sink|flow[_-]?log|config[_-]?(uration[_-]?)?recorder|guardduty|detector)`, input.action.operation)
}

removes(call) if {
	call.name == "aws"
	shell.has_any(call.args, {"delete-trail", "stop-logging", "delete-log-group", "delete-flow-logs", "stop-configuration-recorder", "delete-configuration-recorder", "delete-detector", "disable-security-hub", "put-event-selectors", "delete-log-stream", "delete-delivery-channel", "delete-subscription-filter", "disable-macie"})
}

# Kept, but nothing comes in any more, or nothing stays.
removes(call) if {
	call.name == "aws"
	shell.has_any(call.args, {"update-trail", "update-detector"})
	some arg in call.args
	startswith(arg, "--no-")
}

removes(call) if {
	call.name == "aws"
	"put-retention-policy" in call.args
	cloud.highest(cloud.option(call.args, "--retention-in-days")) < cloud.least_days
}

removes(call) if {
	call.name in {"aws", "gsutil", "gcloud", "s5cmd"}
	shell.has_any(call.args, {"rm", "rb", "delete-object", "delete-objects", "delete-bucket", "delete"})
	some arg in call.args
	regex.match(`(?i)(^|://|[/._-])[a-z0-9.-]*(cloudtrail|audit|flow-?logs|access-?logs)`, arg)
}

removes(call) if {
	call.name == "gcloud"
	"logging" in call.args
	shell.has_any(call.args, {"--disabled", "--clear-exclusions"})
}

removes(call) if {
	call.name == "gcloud"
	"logging" in call.args
	"delete" in call.args
}

removes(call) if {
	call.name == "az"
	shell.has_any(call.args, {"diagnostic-settings", "log-profiles", "activity-log"})
	"delete" in call.args
}

# The same by a library, in code on the command line.
outcome := {"reason": "audit trails are never switched off or removed by an agent"} if {
	some code in shell.code
	regex.match(`(?i)\b(stop_?logging|delete_?trail|delete_?log_?group|delete_?log_?stream|delete_?flow_?logs|stop_?configuration_?recorder|delete_?detector)(command)?\s*\(`, code.text)
}

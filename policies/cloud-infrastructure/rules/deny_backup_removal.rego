# METADATA
# scope: package
# title: "Backups stay"
# description: "Backups, snapshots, versions, keys and what protects them removed or switched off."
# custom:
#   id: deny_backup_removal
#   class: standard_deny
#   result: DENY
#   priority: 565
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
package writ.rules.deny_backup_removal

import data.writ.lib.cloud
import data.writ.lib.shell

outcome := {"reason": "this removes backups, or what protects against deletion"} if {
	some call in shell.calls
	removes(call)
}

outcome := {"reason": "this removes backups, or what protects against deletion"} if {
	input.action.tool != "shell"
	regex.match(`(?i)(delete|remove|purge|disable|suspend).*(snapshot|backup|recovery[_-]?point|versioning|deletion[_-]?protection|termination[_-]?protection|object[_-]?lock|vault)`, input.action.operation)
}

removes(call) if {
	call.name == "aws"
	shell.has_any(call.args, {"delete-snapshot", "delete-db-snapshot", "delete-db-cluster-snapshot", "delete-backup", "delete-backup-vault", "delete-recovery-point", "delete-backup-plan", "--skip-final-snapshot", "--no-deletion-protection", "--no-disable-api-termination", "delete-automated-backup", "delete-bucket-replication", "schedule-key-deletion", "disable-key"})
}

removes(call) if {
	call.name == "aws"
	"put-bucket-versioning" in call.args
	some arg in call.args
	contains(arg, "Suspended")
}

removes(call) if {
	call.name == "gcloud"
	shell.has_any(call.args, {"snapshots", "backups"})
	"delete" in call.args
}

removes(call) if {
	call.name == "gcloud"
	"--no-deletion-protection" in call.args
}

removes(call) if {
	call.name == "az"
	shell.has_any(call.args, {"snapshot", "backup", "lock"})
	"delete" in call.args
}

removes(call) if {
	call.name == "velero"
	"delete" in call.args
}

removes(call) if {
	call.name in {"zfs", "btrfs", "restic", "borg"}
	shell.has_any(call.args, {"destroy", "delete", "forget", "prune"})
}

removes(call) if {
	call.name == "aws"
	cloud.option(call.args, "--backup-retention-period") == "0"
}

removes(call) if {
	call.name == "aws"
	some arg in call.args
	regex.match(`(?i)PointInTimeRecoveryEnabled"?\s*[=:]\s*"?false`, arg)
}

removes(call) if {
	call.name == "gcloud"
	shell.has_any(call.args, {"--no-backup", "--no-enable-point-in-time-recovery", "--clear-retention-period"})
}

removes(call) if {
	call.name == "gcloud"
	"kms" in call.args
	"destroy" in call.args
}

removes(call) if {
	call.name == "az"
	"purge" in call.args
}

removes(call) if {
	call.name in {"kubectl", "oc", "k"}
	"delete" in call.args
	some arg in call.args
	regex.match(`(?i)^(volumesnapshots?|volumesnapshotcontents?|vs|backups?|backupstoragelocations?|schedules?\.velero\.io)([./].*)?$`, arg)
}

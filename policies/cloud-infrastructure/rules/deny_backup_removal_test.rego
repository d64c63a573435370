package writ.rules.deny_backup_removal_test

import data.writ.rules.deny_backup_removal

test_speaks_1 if {
	deny_backup_removal.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws rds delete-db-instance --db-instance-identifier x --skip-final-snapshot"}, "shell": {"commands": [{"program": "aws", "argv": ["rds", "delete-db-instance", "--db-instance-identifier", "x", "--skip-final-snapshot"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_2 if {
	deny_backup_removal.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "gcloud compute snapshots delete s"}, "shell": {"commands": [{"program": "gcloud", "argv": ["compute", "snapshots", "delete", "s"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_3 if {
	deny_backup_removal.outcome with input as {"action": {"tool": "cloud", "operation": "delete_snapshot", "parameters": {"id": "s"}}, "context": {}}
}

test_speaks_4 if {
	deny_backup_removal.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "restic forget --keep-last 0"}, "shell": {"commands": [{"program": "restic", "argv": ["forget", "--keep-last", "0"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_1 if {
	not deny_backup_removal.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws ec2 describe-snapshots"}, "shell": {"commands": [{"program": "aws", "argv": ["ec2", "describe-snapshots"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_2 if {
	not deny_backup_removal.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "gcloud sql backups list"}, "shell": {"commands": [{"program": "gcloud", "argv": ["sql", "backups", "list"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_3 if {
	not deny_backup_removal.outcome with input as {"action": {"tool": "cloud", "operation": "create_snapshot", "parameters": {}}, "context": {}}
}

test_stays_silent_4 if {
	not deny_backup_removal.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "restic backup ."}, "shell": {"commands": [{"program": "restic", "argv": ["backup", "."], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_5 if {
	deny_backup_removal.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws rds modify-db-instance --db-instance-identifier x --backup-retention-period 0"}, "shell": {"commands": [{"program": "aws", "argv": ["rds", "modify-db-instance", "--db-instance-identifier", "x", "--backup-retention-period", "0"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_6 if {
	deny_backup_removal.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "gcloud sql instances patch x --no-backup"}, "shell": {"commands": [{"program": "gcloud", "argv": ["sql", "instances", "patch", "x", "--no-backup"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_7 if {
	deny_backup_removal.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "kubectl delete volumesnapshot x"}, "shell": {"commands": [{"program": "kubectl", "argv": ["delete", "volumesnapshot", "x"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_8 if {
	deny_backup_removal.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws kms schedule-key-deletion --key-id x"}, "shell": {"commands": [{"program": "aws", "argv": ["kms", "schedule-key-deletion", "--key-id", "x"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_9 if {
	deny_backup_removal.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws dynamodb update-continuous-backups --table-name x --point-in-time-recovery-specification PointInTimeRecoveryEnabled=false"}, "shell": {"commands": [{"program": "aws", "argv": ["dynamodb", "update-continuous-backups", "--table-name", "x", "--point-in-time-recovery-specification", "PointInTimeRecoveryEnabled=false"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_5 if {
	not deny_backup_removal.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws rds modify-db-instance --db-instance-identifier x --backup-retention-period 7"}, "shell": {"commands": [{"program": "aws", "argv": ["rds", "modify-db-instance", "--db-instance-identifier", "x", "--backup-retention-period", "7"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

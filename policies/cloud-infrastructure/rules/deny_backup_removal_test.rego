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

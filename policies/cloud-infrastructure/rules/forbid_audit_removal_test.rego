package writ.rules.forbid_audit_removal_test

import data.writ.rules.forbid_audit_removal

test_speaks_1 if {
	forbid_audit_removal.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws cloudtrail stop-logging --name main"}, "shell": {"commands": [{"program": "aws", "argv": ["cloudtrail", "stop-logging", "--name", "main"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_2 if {
	forbid_audit_removal.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "gcloud logging sinks delete audit"}, "shell": {"commands": [{"program": "gcloud", "argv": ["logging", "sinks", "delete", "audit"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_3 if {
	forbid_audit_removal.outcome with input as {"action": {"tool": "cloud", "operation": "delete_trail", "parameters": {}}, "context": {}}
}

test_stays_silent_1 if {
	not forbid_audit_removal.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws cloudtrail describe-trails"}, "shell": {"commands": [{"program": "aws", "argv": ["cloudtrail", "describe-trails"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_2 if {
	not forbid_audit_removal.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "gcloud logging read x"}, "shell": {"commands": [{"program": "gcloud", "argv": ["logging", "read", "x"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_3 if {
	not forbid_audit_removal.outcome with input as {"action": {"tool": "cloud", "operation": "list_trails", "parameters": {}}, "context": {}}
}

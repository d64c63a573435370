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

test_speaks_4 if {
	forbid_audit_removal.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws s3 rm s3://corp-cloudtrail-logs --recursive"}, "shell": {"commands": [{"program": "aws", "argv": ["s3", "rm", "s3://corp-cloudtrail-logs", "--recursive"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_5 if {
	forbid_audit_removal.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws logs put-retention-policy --log-group-name x --retention-in-days 1"}, "shell": {"commands": [{"program": "aws", "argv": ["logs", "put-retention-policy", "--log-group-name", "x", "--retention-in-days", "1"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_6 if {
	forbid_audit_removal.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws guardduty update-detector --detector-id x --no-enable"}, "shell": {"commands": [{"program": "aws", "argv": ["guardduty", "update-detector", "--detector-id", "x", "--no-enable"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_7 if {
	forbid_audit_removal.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws cloudtrail update-trail --name x --no-enable-log-file-validation"}, "shell": {"commands": [{"program": "aws", "argv": ["cloudtrail", "update-trail", "--name", "x", "--no-enable-log-file-validation"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_8 if {
	forbid_audit_removal.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "gcloud logging sinks update audit --disabled"}, "shell": {"commands": [{"program": "gcloud", "argv": ["logging", "sinks", "update", "audit", "--disabled"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_9 if {
	forbid_audit_removal.outcome with input as {"action": {"tool": "cloud", "operation": "delete-trail", "parameters": {"name": "x"}}, "context": {}}
}

test_speaks_10 if {
	forbid_audit_removal.outcome with input as {"action": {"tool": "cloud", "operation": "StopLogging", "parameters": {"name": "x"}}, "context": {}}
}

test_speaks_11 if {
	forbid_audit_removal.outcome with input as {"action": {"tool": "aws-api", "operation": "call_aws", "parameters": {"cli_command": "aws cloudtrail stop-logging --name x"}, "shell": {"commands": [{"program": "aws", "argv": ["cloudtrail", "stop-logging", "--name", "x"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_4 if {
	not forbid_audit_removal.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws logs put-retention-policy --log-group-name x --retention-in-days 90"}, "shell": {"commands": [{"program": "aws", "argv": ["logs", "put-retention-policy", "--log-group-name", "x", "--retention-in-days", "90"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_5 if {
	not forbid_audit_removal.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws s3 rm s3://corp-build/old --recursive"}, "shell": {"commands": [{"program": "aws", "argv": ["s3", "rm", "s3://corp-build/old", "--recursive"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_12 if {
	forbid_audit_removal.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "python3 -c \"import boto3; boto3.client('cloudtrail').stop_logging(Name='x')\""}, "shell": {"commands": [{"program": "python3", "argv": ["-c", "import boto3; boto3.client('cloudtrail').stop_logging(Name='x')"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [{"program": "python3", "text": "import boto3; boto3.client('cloudtrail').stop_logging(Name='x')"}], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_13 if {
	forbid_audit_removal.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "env AWS_REGION=eu aws cloudtrail stop-logging --name x"}, "shell": {"commands": [{"program": "env", "argv": ["AWS_REGION=eu", "aws", "cloudtrail", "stop-logging", "--name", "x"], "piped": false, "fed_by": [], "via": []}, {"program": "aws", "argv": ["cloudtrail", "stop-logging", "--name", "x"], "piped": false, "fed_by": [], "via": ["env"]}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_6 if {
	not forbid_audit_removal.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "python3 -c \"import logging; logging.disable()\""}, "shell": {"commands": [{"program": "python3", "argv": ["-c", "import logging; logging.disable()"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [{"program": "python3", "text": "import logging; logging.disable()"}], "functions": [], "unreadable": []}}, "context": {}}
}

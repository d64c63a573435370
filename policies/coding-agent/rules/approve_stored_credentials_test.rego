package writ.rules.approve_stored_credentials_test

import data.writ.rules.approve_stored_credentials

test_speaks_1 if {
	approve_stored_credentials.outcome with input as {"action": {"tool": "file", "operation": "read", "parameters": {"path": "/home/ann/.npmrc"}}, "context": {}}
}

test_speaks_2 if {
	approve_stored_credentials.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "cat ~/.git-credentials"}, "shell": {"commands": [{"program": "cat", "argv": ["~/.git-credentials"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_1 if {
	not approve_stored_credentials.outcome with input as {"action": {"tool": "file", "operation": "read", "parameters": {"path": "docs/npmrc.md"}}, "context": {}}
}

test_stays_silent_2 if {
	not approve_stored_credentials.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "npm config list"}, "shell": {"commands": [{"program": "npm", "argv": ["config", "list"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_3 if {
	not approve_stored_credentials.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "cat package.json"}, "shell": {"commands": [{"program": "cat", "argv": ["package.json"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_3 if {
	approve_stored_credentials.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "gh auth token"}, "shell": {"commands": [{"program": "gh", "argv": ["auth", "token"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_4 if {
	approve_stored_credentials.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git credential fill"}, "shell": {"commands": [{"program": "git", "argv": ["credential", "fill"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_5 if {
	approve_stored_credentials.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "security find-generic-password -w x"}, "shell": {"commands": [{"program": "security", "argv": ["find-generic-password", "-w", "x"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_6 if {
	approve_stored_credentials.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "op read op://vault/x"}, "shell": {"commands": [{"program": "op", "argv": ["read", "op://vault/x"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_7 if {
	approve_stored_credentials.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws configure get aws_secret_access_key"}, "shell": {"commands": [{"program": "aws", "argv": ["configure", "get", "aws_secret_access_key"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_4 if {
	not approve_stored_credentials.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "gh auth status"}, "shell": {"commands": [{"program": "gh", "argv": ["auth", "status"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_5 if {
	not approve_stored_credentials.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws configure list"}, "shell": {"commands": [{"program": "aws", "argv": ["configure", "list"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

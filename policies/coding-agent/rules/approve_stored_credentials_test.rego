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

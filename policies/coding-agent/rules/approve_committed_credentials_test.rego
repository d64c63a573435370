package writ.rules.approve_committed_credentials_test

import data.writ.rules.approve_committed_credentials

test_speaks_1 if {
	approve_committed_credentials.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git add .env"}, "shell": {"commands": [{"program": "git", "argv": ["add", ".env"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_2 if {
	approve_committed_credentials.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git add -f config/id_rsa"}, "shell": {"commands": [{"program": "git", "argv": ["add", "-f", "config/id_rsa"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_3 if {
	approve_committed_credentials.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git commit -m x -- .env"}, "shell": {"commands": [{"program": "git", "argv": ["commit", "-m", "x", "--", ".env"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_1 if {
	not approve_committed_credentials.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git add .env.example src/env.ts"}, "shell": {"commands": [{"program": "git", "argv": ["add", ".env.example", "src/env.ts"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_2 if {
	not approve_committed_credentials.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git add ."}, "shell": {"commands": [{"program": "git", "argv": ["add", "."], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

package writ.rules.approve_state_change_test

import data.writ.rules.approve_state_change

test_speaks_1 if {
	approve_state_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "terraform state rm aws_db.x"}, "shell": {"commands": [{"program": "terraform", "argv": ["state", "rm", "aws_db.x"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_2 if {
	approve_state_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "terraform force-unlock 123"}, "shell": {"commands": [{"program": "terraform", "argv": ["force-unlock", "123"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_3 if {
	approve_state_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "pulumi state delete urn"}, "shell": {"commands": [{"program": "pulumi", "argv": ["state", "delete", "urn"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_1 if {
	not approve_state_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "terraform state list"}, "shell": {"commands": [{"program": "terraform", "argv": ["state", "list"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

package writ.rules.approve_going_in_circles_test

import data.writ.rules.approve_going_in_circles

test_speaks_1 if {
	approve_going_in_circles.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "npm test"}, "shell": {"commands": [{"program": "npm", "argv": ["test"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {"tracked": {"same_command": {"count": 30, "sum": 0, "last_s_ago": null, "within": {"count": 30, "sum": 0}, "same": {"count": 24, "sum": 0, "last_s_ago": null}}}}}
}

test_stays_silent_1 if {
	not approve_going_in_circles.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "npm test"}, "shell": {"commands": [{"program": "npm", "argv": ["test"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {"tracked": {"same_command": {"count": 30, "sum": 0, "last_s_ago": null, "within": {"count": 30, "sum": 0}, "same": {"count": 23, "sum": 0, "last_s_ago": null}}}}}
}

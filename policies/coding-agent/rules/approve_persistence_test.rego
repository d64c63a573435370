package writ.rules.approve_persistence_test

import data.writ.rules.approve_persistence

test_speaks_1 if {
	approve_persistence.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "crontab mine"}, "shell": {"commands": [{"program": "crontab", "argv": ["mine"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_2 if {
	approve_persistence.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "systemctl --user enable x.service"}, "shell": {"commands": [{"program": "systemctl", "argv": ["--user", "enable", "x.service"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_3 if {
	approve_persistence.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "at now"}, "shell": {"commands": [{"program": "at", "argv": ["now"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_1 if {
	not approve_persistence.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "crontab -l"}, "shell": {"commands": [{"program": "crontab", "argv": ["-l"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_2 if {
	not approve_persistence.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "systemctl status nginx"}, "shell": {"commands": [{"program": "systemctl", "argv": ["status", "nginx"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

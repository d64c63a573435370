package writ.rules.approve_wiping_traces_test

import data.writ.rules.approve_wiping_traces

test_speaks_1 if {
	approve_wiping_traces.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git reflog expire --expire=now --all"}, "shell": {"commands": [{"program": "git", "argv": ["reflog", "expire", "--expire=now", "--all"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_2 if {
	approve_wiping_traces.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git gc --prune=now"}, "shell": {"commands": [{"program": "git", "argv": ["gc", "--prune=now"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_3 if {
	approve_wiping_traces.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "history -c"}, "shell": {"commands": [{"program": "history", "argv": ["-c"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_1 if {
	not approve_wiping_traces.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git reflog"}, "shell": {"commands": [{"program": "git", "argv": ["reflog"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_2 if {
	not approve_wiping_traces.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git gc"}, "shell": {"commands": [{"program": "git", "argv": ["gc"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_3 if {
	not approve_wiping_traces.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git log"}, "shell": {"commands": [{"program": "git", "argv": ["log"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_4 if {
	approve_wiping_traces.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git stash clear"}, "shell": {"commands": [{"program": "git", "argv": ["stash", "clear"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_5 if {
	approve_wiping_traces.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git update-ref -d refs/heads/main"}, "shell": {"commands": [{"program": "git", "argv": ["update-ref", "-d", "refs/heads/main"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_4 if {
	not approve_wiping_traces.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git stash pop"}, "shell": {"commands": [{"program": "git", "argv": ["stash", "pop"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

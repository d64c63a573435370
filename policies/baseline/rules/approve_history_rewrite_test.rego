package writ.rules.approve_history_rewrite_test

import data.writ.rules.approve_history_rewrite

test_speaks_1 if {
	approve_history_rewrite.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git push --force origin main"}, "shell": {"commands": [{"program": "git", "argv": ["push", "--force", "origin", "main"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_speaks_2 if {
	approve_history_rewrite.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git push -f"}, "shell": {"commands": [{"program": "git", "argv": ["push", "-f"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_speaks_3 if {
	approve_history_rewrite.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "cd repo && git -C . push origin +main"}, "shell": {"commands": [{"program": "cd", "argv": ["repo"], "piped": false, "fed_by": [], "via": []}, {"program": "git", "argv": ["-C", ".", "push", "origin", "+main"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_speaks_4 if {
	approve_history_rewrite.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git push origin --delete release"}, "shell": {"commands": [{"program": "git", "argv": ["push", "origin", "--delete", "release"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_1 if {
	not approve_history_rewrite.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git push origin feature"}, "shell": {"commands": [{"program": "git", "argv": ["push", "origin", "feature"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_2 if {
	not approve_history_rewrite.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git push --force-with-lease origin feature"}, "shell": {"commands": [{"program": "git", "argv": ["push", "--force-with-lease", "origin", "feature"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_3 if {
	not approve_history_rewrite.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git commit -am 'push --force'"}, "shell": {"commands": [{"program": "git", "argv": ["commit", "-am", "push --force"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_4 if {
	not approve_history_rewrite.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git push -u origin feature"}, "shell": {"commands": [{"program": "git", "argv": ["push", "-u", "origin", "feature"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

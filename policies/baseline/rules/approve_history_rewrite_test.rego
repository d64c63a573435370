package writ.rules.approve_history_rewrite_test

import data.writ.rules.approve_history_rewrite

test_speaks_1 if {
	approve_history_rewrite.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git push --force origin main"}}, "context": {}}
}

test_speaks_2 if {
	approve_history_rewrite.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git push -f"}}, "context": {}}
}

test_speaks_3 if {
	approve_history_rewrite.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "cd repo && git -C . push origin +main"}}, "context": {}}
}

test_speaks_4 if {
	approve_history_rewrite.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git push origin --delete release"}}, "context": {}}
}

test_stays_silent_1 if {
	not approve_history_rewrite.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git push origin feature"}}, "context": {}}
}

test_stays_silent_2 if {
	not approve_history_rewrite.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git push --force-with-lease origin feature"}}, "context": {}}
}

test_stays_silent_3 if {
	not approve_history_rewrite.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git commit -am 'push --force'"}}, "context": {}}
}

test_stays_silent_4 if {
	not approve_history_rewrite.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git push -u origin feature"}}, "context": {}}
}

package writ.rules.allow_looking_up_test

import data.writ.rules.allow_looking_up

test_speaks_1 if {
	allow_looking_up.outcome with input as {"action": {"tool": "orders", "operation": "get", "parameters": {"order": "o1"}}, "context": {}}
}

test_stays_silent_1 if {
	not allow_looking_up.outcome with input as {"action": {"tool": "shell", "operation": "x", "parameters": {}}, "context": {}}
}

package writ.rules.rotate_outside_window_test

import data.writ.rules.rotate_outside_window

test_speaks_1 if {
	rotate_outside_window.outcome with input as {"action": {"tool": "credentials", "operation": "rotate", "parameters": {"name": "db"}}, "context": {"facts": {"change_window": "closed"}}}
}

test_stays_silent_1 if {
	not rotate_outside_window.outcome with input as {"action": {"tool": "credentials", "operation": "rotate", "parameters": {"name": "db"}}, "context": {"facts": {"change_window": "open"}}}
}

test_stays_silent_2 if {
	not rotate_outside_window.outcome with input as {"action": {"tool": "credentials", "operation": "rotate", "parameters": {"name": "db"}}, "context": {"facts": {}}}
}

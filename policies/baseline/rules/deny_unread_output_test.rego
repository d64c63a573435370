package writ.rules.deny_unread_output_test

import data.writ.rules.deny_unread_output

test_speaks if {
	deny_unread_output.outcome with input as {"action": {"tool": "output", "operation": "release", "parameters": {"whole": false}}, "context": {}}
}

test_stays_silent if {
	not deny_unread_output.outcome with input as {"action": {"tool": "output", "operation": "release", "parameters": {"whole": true}}, "context": {}}
}

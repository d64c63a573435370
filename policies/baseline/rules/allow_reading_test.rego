package writ.rules.allow_reading_test

import data.writ.rules.allow_reading

test_speaks_1 if {
	allow_reading.outcome with input as {"action": {"tool": "github", "operation": "get_issue", "parameters": {}}, "context": {}}
}

test_stays_silent_1 if {
	not allow_reading.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 1}}, "context": {}}
}

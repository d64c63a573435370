package writ.rules.quiet_hours_test

import data.writ.rules.quiet_hours

test_speaks_1 if {
	quiet_hours.outcome with input as {"action": {"tool": "sms", "operation": "send", "parameters": {"to": "+491"}}, "context": {"facts": {"quiet_hours": true}}}
}

test_speaks_2 if {
	quiet_hours.outcome with input as {"action": {"tool": "sms", "operation": "send", "parameters": {"to": "+491"}}, "context": {"facts": {"quiet_hours": "no"}}}
}

test_stays_silent_1 if {
	not quiet_hours.outcome with input as {"action": {"tool": "sms", "operation": "send", "parameters": {"to": "+491"}}, "context": {"facts": {"quiet_hours": false}}}
}

package writ.rules.quiet_hours_known_test

import data.writ.rules.quiet_hours_known

test_speaks_1 if {
	quiet_hours_known.outcome with input as {"action": {"tool": "sms", "operation": "send", "parameters": {"to": "+491"}}, "context": {"facts": {"quiet_hours": false}}}
}

test_stays_silent_1 if {
	not quiet_hours_known.outcome with input as {"action": {"tool": "sms", "operation": "send", "parameters": {"to": "+491"}}, "context": {"facts": {"quiet_hours": true}}}
}

package writ.rules.leave_out_unsubscribed_test

import data.writ.rules.leave_out_unsubscribed

test_speaks_1 if {
	leave_out_unsubscribed.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": ["ann@corp.example", "GONE@else.example"], "subject": "s", "body": "b"}}, "context": {}}
}

test_stays_silent_1 if {
	not leave_out_unsubscribed.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": ["ann@corp.example"], "subject": "s", "body": "b"}}, "context": {}}
}

test_stays_silent_2 if {
	not leave_out_unsubscribed.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "gone@else.example", "subject": "s", "body": "b"}}, "context": {}}
}

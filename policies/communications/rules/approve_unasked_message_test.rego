package writ.rules.approve_unasked_message_test

import data.writ.rules.approve_unasked_message

test_speaks_1 if {
	approve_unasked_message.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "x@partner.example", "subject": "s", "body": "b"}}, "context": {"alignment": 0.1}}
}

test_stays_silent_1 if {
	not approve_unasked_message.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "x@partner.example", "subject": "s", "body": "b"}}, "context": {"alignment": 0.5}}
}

test_stays_silent_2 if {
	not approve_unasked_message.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "ann@corp.example", "subject": "s", "body": "b"}}, "context": {"alignment": 0.1}}
}

package writ.rules.allow_message_test

import data.writ.rules.allow_message

test_speaks_1 if {
	allow_message.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "ann@corp.example", "subject": "s", "body": "b"}}, "context": {}}
}

test_speaks_2 if {
	allow_message.outcome with input as {"action": {"tool": "slack", "operation": "post_message", "parameters": {"channel": "#team-a", "text": "x"}}, "context": {}}
}

test_stays_silent_1 if {
	not allow_message.outcome with input as {"action": {"tool": "email", "operation": "delete_sent", "parameters": {}}, "context": {}}
}

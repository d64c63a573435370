package writ.rules.deny_unsubscribed_test

import data.writ.rules.deny_unsubscribed

test_speaks_1 if {
	deny_unsubscribed.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "Gone <GONE@else.example>", "subject": "s", "body": "b"}}, "context": {}}
}

test_speaks_2 if {
	deny_unsubscribed.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "ann@corp.example, gone@else.example", "subject": "s", "body": "b"}}, "context": {}}
}

test_speaks_3 if {
	deny_unsubscribed.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": ["ann@corp.example"], "subject": "s", "body": "b", "cc": ["gone@else.example"]}}, "context": {}}
}

test_stays_silent_1 if {
	not deny_unsubscribed.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "ann@corp.example", "subject": "s", "body": "b"}}, "context": {}}
}

test_stays_silent_2 if {
	not deny_unsubscribed.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": ["gone@else.example"], "subject": "s", "body": "b"}}, "context": {}}
}

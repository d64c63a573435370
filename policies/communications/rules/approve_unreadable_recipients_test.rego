package writ.rules.approve_unreadable_recipients_test

import data.writ.rules.approve_unreadable_recipients

test_speaks_1 if {
	approve_unreadable_recipients.outcome with input as {"action": {"tool": "gmail", "operation": "send", "parameters": {"raw": "VG86IHhAZXZpbC5leGFtcGxl"}}, "context": {}}
}

test_speaks_2 if {
	approve_unreadable_recipients.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "", "subject": "s", "body": "b"}}, "context": {}}
}

test_speaks_3 if {
	approve_unreadable_recipients.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": [], "subject": "s", "body": "b"}}, "context": {}}
}

test_stays_silent_1 if {
	not approve_unreadable_recipients.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "ann@corp.example", "subject": "s", "body": "b"}}, "context": {}}
}

test_stays_silent_2 if {
	not approve_unreadable_recipients.outcome with input as {"action": {"tool": "gmail", "operation": "send", "parameters": {"To": "ann@corp.example"}}, "context": {}}
}

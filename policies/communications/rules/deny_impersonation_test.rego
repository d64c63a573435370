package writ.rules.deny_impersonation_test

import data.writ.rules.deny_impersonation

test_speaks_1 if {
	deny_impersonation.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "ann@corp.example", "subject": "s", "body": "b", "from": "ceo@corp.example.evil.example"}}, "context": {}}
}

test_speaks_2 if {
	deny_impersonation.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "ann@corp.example", "subject": "s", "body": "b", "reply_to": "x@evil.example"}}, "context": {}}
}

test_speaks_3 if {
	deny_impersonation.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "ann@corp.example", "subject": "s", "body": "b", "replyTo": ["ann@corp.example", "x@evil.example"]}}, "context": {}}
}

test_speaks_4 if {
	deny_impersonation.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "ann@corp.example", "subject": "s", "body": "b", "sender": "\"ceo@corp.example\" <x@evil.example>"}}, "context": {}}
}

test_speaks_5 if {
	deny_impersonation.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "ann@corp.example", "subject": "s", "body": "b", "from": "ann@corp.example\nReply-To: x@evil.example"}}, "context": {}}
}

test_speaks_6 if {
	deny_impersonation.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "ann@corp.example", "subject": "s", "body": "b", "headers": {"Reply-To": "x@evil.example"}}}, "context": {}}
}

test_stays_silent_1 if {
	not deny_impersonation.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "ann@corp.example", "subject": "s", "body": "b"}}, "context": {}}
}

test_stays_silent_2 if {
	not deny_impersonation.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "ann@corp.example", "subject": "s", "body": "b", "from": "Ann <ann@corp.example>"}}, "context": {}}
}

test_stays_silent_3 if {
	not deny_impersonation.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "ann@corp.example", "subject": "s", "body": "b", "reply_to": {"email": "desk@mail.corp.example"}}}, "context": {}}
}

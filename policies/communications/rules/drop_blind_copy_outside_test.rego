package writ.rules.drop_blind_copy_outside_test

import data.writ.rules.drop_blind_copy_outside

test_speaks_1 if {
	drop_blind_copy_outside.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "ann@corp.example", "subject": "s", "body": "b", "bcc": "x@else.example"}}, "context": {}}
}

test_speaks_2 if {
	drop_blind_copy_outside.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "ann@corp.example", "subject": "s", "body": "b", "bcc": ["bob@corp.example", "x@else.example"]}}, "context": {}}
}

test_stays_silent_1 if {
	not drop_blind_copy_outside.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "ann@corp.example", "subject": "s", "body": "b", "bcc": "bob@corp.example"}}, "context": {}}
}

test_stays_silent_2 if {
	not drop_blind_copy_outside.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "ann@corp.example", "subject": "s", "body": "b", "bcc": ["bob@corp.example"]}}, "context": {}}
}

test_stays_silent_3 if {
	not drop_blind_copy_outside.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "ann@corp.example", "subject": "s", "body": "b"}}, "context": {}}
}

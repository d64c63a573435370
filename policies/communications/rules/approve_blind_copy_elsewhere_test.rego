package writ.rules.approve_blind_copy_elsewhere_test

import data.writ.rules.approve_blind_copy_elsewhere

test_speaks_1 if {
	approve_blind_copy_elsewhere.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "ann@corp.example", "subject": "s", "body": "b", "bccRecipients": ["x@else.example"]}}, "context": {}}
}

test_speaks_2 if {
	approve_blind_copy_elsewhere.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "ann@corp.example", "subject": "s", "body": "b", "headers": {"Bcc": "x@else.example"}}}, "context": {}}
}

test_speaks_3 if {
	approve_blind_copy_elsewhere.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "ann@corp.example", "subject": "s", "body": "b", "BCC": "x@else.example"}}, "context": {}}
}

test_stays_silent_1 if {
	not approve_blind_copy_elsewhere.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "ann@corp.example", "subject": "s", "body": "b", "bcc": "x@else.example"}}, "context": {}}
}

test_stays_silent_2 if {
	not approve_blind_copy_elsewhere.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "ann@corp.example", "subject": "s", "body": "b", "bccRecipients": ["ann@corp.example"]}}, "context": {}}
}

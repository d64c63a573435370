package writ.rules.approve_attachment_outside_test

import data.writ.rules.approve_attachment_outside

test_speaks_1 if {
	approve_attachment_outside.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "x@else.example", "subject": "s", "body": "b", "attachments": ["a.pdf"]}}, "context": {}}
}

test_speaks_2 if {
	approve_attachment_outside.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "ann@corp.example", "subject": "s", "body": "b", "bcc": "x@else.example", "attachments": ["a.pdf"]}}, "context": {}}
}

test_speaks_3 if {
	approve_attachment_outside.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "x@else.example", "subject": "s", "body": "b", "attachment": "a.pdf"}}, "context": {}}
}

test_speaks_4 if {
	approve_attachment_outside.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "x@else.example", "subject": "s", "body": "b", "message": {"files": ["a"]}}}, "context": {}}
}

test_stays_silent_1 if {
	not approve_attachment_outside.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "ann@corp.example", "subject": "s", "body": "b", "attachments": ["a.pdf"]}}, "context": {}}
}

test_stays_silent_2 if {
	not approve_attachment_outside.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "x@partner.example", "subject": "s", "body": "b", "attachments": ["a.pdf"]}}, "context": {}}
}

test_stays_silent_3 if {
	not approve_attachment_outside.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "x@else.example", "subject": "s", "body": "b", "attachments": []}}, "context": {}}
}

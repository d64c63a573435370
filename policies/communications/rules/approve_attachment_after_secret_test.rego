package writ.rules.approve_attachment_after_secret_test

import data.writ.rules.approve_attachment_after_secret

test_speaks_1 if {
	approve_attachment_after_secret.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "ann@corp.example", "subject": "s", "body": "b", "attachments": ["a"]}}, "context": {"data_classifications": ["SECRET"]}}
}

test_stays_silent_1 if {
	not approve_attachment_after_secret.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "ann@corp.example", "subject": "s", "body": "b", "attachments": ["a"]}}, "context": {"data_classifications": ["CODE"]}}
}

test_stays_silent_2 if {
	not approve_attachment_after_secret.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "ann@corp.example", "subject": "s", "body": "b"}}, "context": {"data_classifications": ["SECRET"]}}
}

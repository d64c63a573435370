package writ.rules.deny_attachment_after_secret_test

import data.writ.rules.deny_attachment_after_secret

test_speaks_1 if {
	deny_attachment_after_secret.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "x@partner.example", "subject": "s", "body": "b", "attachments": ["a.pdf"]}}, "context": {"data_classifications": ["SECRET"]}}
}

test_stays_silent_1 if {
	not deny_attachment_after_secret.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "ann@corp.example", "subject": "s", "body": "b", "attachments": ["a.pdf"]}}, "context": {"data_classifications": ["SECRET"]}}
}

test_stays_silent_2 if {
	not deny_attachment_after_secret.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "x@partner.example", "subject": "s", "body": "b", "attachments": ["a.pdf"]}}, "context": {"data_classifications": []}}
}

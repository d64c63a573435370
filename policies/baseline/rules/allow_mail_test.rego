package writ.rules.allow_mail_test

import data.writ.rules.allow_mail

test_speaks_1 if {
	allow_mail.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "a@partner.example"}}, "context": {}}
}

test_stays_silent_1 if {
	not allow_mail.outcome with input as {"action": {"tool": "email", "operation": "purge", "parameters": {}}, "context": {}}
}

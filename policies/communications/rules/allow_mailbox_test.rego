package writ.rules.allow_mailbox_test

import data.writ.rules.allow_mailbox

test_speaks_1 if {
	allow_mailbox.outcome with input as {"action": {"tool": "email", "operation": "read", "parameters": {}}, "context": {}}
}

test_speaks_2 if {
	allow_mailbox.outcome with input as {"action": {"tool": "gmail", "operation": "create_draft", "parameters": {}}, "context": {}}
}

test_stays_silent_1 if {
	not allow_mailbox.outcome with input as {"action": {"tool": "email", "operation": "delete_rule", "parameters": {}}, "context": {}}
}

test_stays_silent_2 if {
	not allow_mailbox.outcome with input as {"action": {"tool": "gmail", "operation": "send_draft", "parameters": {}}, "context": {}}
}

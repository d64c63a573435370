package writ.rules.deny_secret_in_file_test

import data.writ.rules.deny_secret_in_file

test_speaks_1 if {
	deny_secret_in_file.outcome with input as {"action": {"tool": "file", "operation": "write", "parameters": {"path": "a", "content": "key = 'AKIAABCDEFGHIJKLMNOP'"}}, "context": {}}
}

test_speaks_2 if {
	deny_secret_in_file.outcome with input as {"action": {"tool": "file", "operation": "edit", "parameters": {"path": "a", "new_string": "-----BEGIN RSA PRIVATE KEY-----"}}, "context": {}}
}

test_stays_silent_1 if {
	not deny_secret_in_file.outcome with input as {"action": {"tool": "file", "operation": "write", "parameters": {"path": "a", "content": "key = process.env.KEY"}}, "context": {}}
}

test_stays_silent_2 if {
	not deny_secret_in_file.outcome with input as {"action": {"tool": "file", "operation": "edit", "parameters": {"path": "a", "new_string": "AKIA is how they begin"}}, "context": {}}
}

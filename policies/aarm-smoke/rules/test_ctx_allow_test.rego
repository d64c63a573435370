package writ.rules.test_ctx_allow_test

import data.writ.rules.test_ctx_allow

test_speaks_1 if {
	test_ctx_allow.outcome with input as {"action": {"tool": "database", "operation": "delete", "parameters": {}}, "context": {"original_request": "please delete my test data"}}
}

test_stays_silent_1 if {
	not test_ctx_allow.outcome with input as {"action": {"tool": "database", "operation": "delete", "parameters": {}}, "context": {"original_request": "list my data"}}
}

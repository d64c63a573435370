package writ.rules.test_ctx_deny_test

import data.writ.rules.test_ctx_deny

test_speaks_1 if {
	test_ctx_deny.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {}}, "context": {"data_classifications": ["PII"]}}
}

test_stays_silent_1 if {
	not test_ctx_deny.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {}}, "context": {"data_classifications": []}}
}

package writ.rules.test_ctx_defer_test

import data.writ.rules.test_ctx_defer

test_speaks_1 if {
	test_ctx_defer.outcome with input as {"action": {"tool": "credentials", "operation": "rotate", "parameters": {}}, "context": {"confidence": 0.3}}
}

test_stays_silent_1 if {
	not test_ctx_defer.outcome with input as {"action": {"tool": "credentials", "operation": "rotate", "parameters": {}}, "context": {"confidence": 0.9}}
}

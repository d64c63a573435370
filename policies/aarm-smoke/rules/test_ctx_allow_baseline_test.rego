package writ.rules.test_ctx_allow_baseline_test

import data.writ.rules.test_ctx_allow_baseline

test_speaks_1 if {
	test_ctx_allow_baseline.outcome with input as {"action": {"tool": "database", "operation": "delete", "parameters": {}}, "context": {}}
}

test_stays_silent_1 if {
	not test_ctx_allow_baseline.outcome with input as {"action": {"tool": "database", "operation": "query", "parameters": {}}, "context": {}}
}

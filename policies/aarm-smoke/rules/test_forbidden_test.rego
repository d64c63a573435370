package writ.rules.test_forbidden_test

import data.writ.rules.test_forbidden

test_speaks_1 if {
	test_forbidden.outcome with input as {"action": {"tool": "database", "operation": "drop_table", "parameters": {"table": "orders"}}, "context": {}}
}

test_stays_silent_1 if {
	not test_forbidden.outcome with input as {"action": {"tool": "database", "operation": "query", "parameters": {}}, "context": {}}
}

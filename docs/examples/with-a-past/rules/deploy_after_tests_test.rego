package writ.rules.deploy_after_tests_test

import data.writ.rules.deploy_after_tests

test_speaks_1 if {
	deploy_after_tests.outcome with input as {"action": {"tool": "ci", "operation": "deploy", "parameters": {}}, "context": {"tracked": {"tests": {"count": 1, "sum": 0, "last_s_ago": null, "within": {"count": 0, "sum": 0}, "same": {"count": 0, "sum": 0, "last_s_ago": null}}}}}
}

test_stays_silent_1 if {
	not deploy_after_tests.outcome with input as {"action": {"tool": "ci", "operation": "deploy", "parameters": {}}, "context": {"tracked": {"tests": {"count": 1, "sum": 0, "last_s_ago": null, "within": {"count": 1, "sum": 0}, "same": {"count": 0, "sum": 0, "last_s_ago": null}}}}}
}

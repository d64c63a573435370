package writ.rules.few_resets_test

import data.writ.rules.few_resets

test_speaks_1 if {
	few_resets.outcome with input as {"action": {"tool": "accounts", "operation": "reset_password", "parameters": {}}, "context": {"tracked": {"resets": {"count": 3, "sum": 0, "last_s_ago": null, "within": {"count": 3, "sum": 0}, "same": {"count": 0, "sum": 0, "last_s_ago": null}}}}}
}

test_stays_silent_1 if {
	not few_resets.outcome with input as {"action": {"tool": "accounts", "operation": "reset_password", "parameters": {}}, "context": {"tracked": {"resets": {"count": 5, "sum": 0, "last_s_ago": null, "within": {"count": 2, "sum": 0}, "same": {"count": 0, "sum": 0, "last_s_ago": null}}}}}
}

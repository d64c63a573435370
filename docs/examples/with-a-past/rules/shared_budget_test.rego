package writ.rules.shared_budget_test

import data.writ.rules.shared_budget

test_speaks_1 if {
	shared_budget.outcome with input as {"action": {"tool": "sms", "operation": "send", "parameters": {}}, "context": {"tracked": {"messages": {"count": 20, "sum": 0, "last_s_ago": null, "within": {"count": 20, "sum": 0}, "same": {"count": 0, "sum": 0, "last_s_ago": null}}}}}
}

test_stays_silent_1 if {
	not shared_budget.outcome with input as {"action": {"tool": "mail", "operation": "send", "parameters": {}}, "context": {"tracked": {"messages": {"count": 19, "sum": 0, "last_s_ago": null, "within": {"count": 19, "sum": 0}, "same": {"count": 0, "sum": 0, "last_s_ago": null}}}}}
}

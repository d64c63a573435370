package writ.rules.refund_budget_test

import data.writ.rules.refund_budget

test_speaks_1 if {
	refund_budget.outcome with input as {"action": {"tool": "orders", "operation": "refund", "parameters": {"order": "o1", "amount": 100}}, "context": {"tracked": {"refunds": {"count": 4, "sum": 450, "last_s_ago": null, "within": {"count": 4, "sum": 450}, "same": {"count": 0, "sum": 0, "last_s_ago": null}}}}}
}

test_stays_silent_1 if {
	not refund_budget.outcome with input as {"action": {"tool": "orders", "operation": "refund", "parameters": {"order": "o1", "amount": 50}}, "context": {"tracked": {"refunds": {"count": 4, "sum": 450, "last_s_ago": null, "within": {"count": 4, "sum": 450}, "same": {"count": 0, "sum": 0, "last_s_ago": null}}}}}
}

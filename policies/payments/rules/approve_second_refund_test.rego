package writ.rules.approve_second_refund_test

import data.writ.rules.approve_second_refund

test_speaks_1 if {
	approve_second_refund.outcome with input as {"action": {"tool": "payments", "operation": "refund", "parameters": {"amount": 5, "order": "o1"}}, "context": {"tracked": {"refunded_orders": {"count": 1, "sum": 0, "last_s_ago": null, "within": {"count": 1, "sum": 0}, "same": {"count": 1, "sum": 0, "last_s_ago": null}}}}}
}

test_stays_silent_1 if {
	not approve_second_refund.outcome with input as {"action": {"tool": "payments", "operation": "refund", "parameters": {"amount": 5, "order": "o2"}}, "context": {"tracked": {"refunded_orders": {"count": 1, "sum": 0, "last_s_ago": null, "within": {"count": 1, "sum": 0}, "same": {"count": 0, "sum": 0, "last_s_ago": null}}}}}
}

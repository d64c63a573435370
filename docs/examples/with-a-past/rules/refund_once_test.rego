package writ.rules.refund_once_test

import data.writ.rules.refund_once

test_speaks_1 if {
	refund_once.outcome with input as {"action": {"tool": "orders", "operation": "refund", "parameters": {"order": "o1", "amount": 5}}, "context": {"tracked": {"refunds": {"count": 1, "sum": 5, "last_s_ago": null, "within": {"count": 1, "sum": 5}, "same": {"count": 1, "sum": 5, "last_s_ago": null}}}}}
}

test_stays_silent_1 if {
	not refund_once.outcome with input as {"action": {"tool": "orders", "operation": "refund", "parameters": {"order": "o2", "amount": 5}}, "context": {"tracked": {"refunds": {"count": 1, "sum": 5, "last_s_ago": null, "within": {"count": 1, "sum": 5}, "same": {"count": 0, "sum": 0, "last_s_ago": null}}}}}
}

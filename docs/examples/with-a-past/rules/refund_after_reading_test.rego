package writ.rules.refund_after_reading_test

import data.writ.rules.refund_after_reading

test_speaks_1 if {
	refund_after_reading.outcome with input as {"action": {"tool": "orders", "operation": "refund", "parameters": {"order": "o1", "amount": 5}}, "context": {"tracked": {"orders_read": {"count": 1, "sum": 0, "last_s_ago": null, "within": {"count": 1, "sum": 0}, "same": {"count": 0, "sum": 0, "last_s_ago": null}}}}}
}

test_stays_silent_1 if {
	not refund_after_reading.outcome with input as {"action": {"tool": "orders", "operation": "refund", "parameters": {"order": "o1", "amount": 5}}, "context": {"tracked": {"orders_read": {"count": 1, "sum": 0, "last_s_ago": null, "within": {"count": 1, "sum": 0}, "same": {"count": 1, "sum": 0, "last_s_ago": null}}}}}
}

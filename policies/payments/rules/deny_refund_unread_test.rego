package writ.rules.deny_refund_unread_test

import data.writ.rules.deny_refund_unread

test_speaks_1 if {
	deny_refund_unread.outcome with input as {"action": {"tool": "payments", "operation": "refund", "parameters": {"amount": 5, "order": "o1"}}, "context": {"tracked": {"orders_read": {"count": 2, "sum": 0, "last_s_ago": null, "within": {"count": 2, "sum": 0}, "same": {"count": 0, "sum": 0, "last_s_ago": null}}}}}
}

test_stays_silent_1 if {
	not deny_refund_unread.outcome with input as {"action": {"tool": "payments", "operation": "refund", "parameters": {"amount": 5, "order": "o1"}}, "context": {"tracked": {"orders_read": {"count": 2, "sum": 0, "last_s_ago": null, "within": {"count": 2, "sum": 0}, "same": {"count": 1, "sum": 0, "last_s_ago": null}}}}}
}

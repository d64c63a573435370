package writ.rules.approve_split_payment_test

import data.writ.rules.approve_split_payment

test_speaks_1 if {
	approve_split_payment.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 600, "currency": "EUR", "to": "vendor-1"}}, "context": {"tracked": {"paid_to": {"count": 1, "sum": 600, "last_s_ago": null, "within": {"count": 1, "sum": 600}, "same": {"count": 1, "sum": 600, "last_s_ago": null}}}}}
}

test_speaks_2 if {
	approve_split_payment.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 1, "currency": "EUR", "to": "vendor-1"}}, "context": {"tracked": {"paid_to": {"count": 1, "sum": 600, "last_s_ago": null, "within": {"count": 1, "sum": 600}, "same": {"count": 1, "sum": null, "last_s_ago": null}}}}}
}

test_stays_silent_1 if {
	not approve_split_payment.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 300, "currency": "EUR", "to": "vendor-1"}}, "context": {"tracked": {"paid_to": {"count": 1, "sum": 600, "last_s_ago": null, "within": {"count": 1, "sum": 600}, "same": {"count": 1, "sum": 600, "last_s_ago": null}}}}}
}

test_stays_silent_2 if {
	not approve_split_payment.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 600, "currency": "EUR", "to": "vendor-1"}}, "context": {"tracked": {"paid_to": {"count": 1, "sum": 600, "last_s_ago": null, "within": {"count": 1, "sum": 600}, "same": {"count": 0, "sum": 0, "last_s_ago": null}}}}}
}
